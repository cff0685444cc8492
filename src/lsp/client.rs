//! What is said to the editor.

use super::incoming::Pending;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{LogMessageParams, MessageType};
use serde::Serialize;
use serde_json::Value;

/// The editor, as far as it is spoken to.
pub(super) struct Client {
    send: Box<dyn Fn(Message)>,
    pending: Pending,
    asked: i32,
}

/// Why a request is not answered.
#[derive(Debug)]
pub(super) struct Refusal {
    pub code: ErrorCode,
    pub message: String,
}

impl Refusal {
    /// The request itself is wrong.
    pub(super) fn invalid(message: impl ToString) -> Self {
        Refusal { code: ErrorCode::InvalidParams, message: message.to_string() }
    }

    /// It could not be done.
    pub(super) fn failed(message: impl ToString) -> Self {
        Refusal { code: ErrorCode::RequestFailed, message: message.to_string() }
    }

    /// The editor has taken it back.
    pub(super) fn cancelled() -> Self {
        Refusal { code: ErrorCode::RequestCanceled, message: "taken back".to_owned() }
    }
}

impl Client {
    /// Speaks through that sender.
    pub(super) fn new<S: Fn(Message) + 'static>(send: S, pending: Pending) -> Self {
        Client { send: Box::new(send), pending, asked: 0 }
    }

    /// Whether the editor has taken a request back.
    pub(super) fn has_cancelled(&self, id: &RequestId) -> bool {
        self.pending.is_cancelled(id)
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: RequestId, answer: Result<Value, Refusal>) {
        self.pending.answered(&id);
        (self.send)(Message::Response(match answer {
            Ok(value) => Response::new_ok(id, value),
            Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.message),
        }));
    }

    /// Tells something.
    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        (self.send)(Message::Notification(Notification::new(method.to_owned(), params)));
    }

    /// Asks something; the number is that of the answer to come.
    pub(super) fn ask(&mut self, method: &str, params: impl Serialize) -> RequestId {
        self.asked += 1;
        let id = RequestId::from(format!("trailguard/{}", self.asked));
        (self.send)(Message::Request(Request::new(id.clone(), method.to_owned(), params)));
        id
    }

    /// Writes into the editor's log of this server.
    pub(super) fn log(&self, typ: MessageType, message: impl Into<String>) {
        self.notify("window/logMessage", LogMessageParams { typ, message: message.into() });
    }
}
