//! What the editor says, passed on in its order; what it takes back is noted at once.

use lsp_server::{Message, RequestId};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests that are not answered yet, and whether they were taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct Pending(Arc<Mutex<HashMap<RequestId, bool>>>);

impl Pending {
    /// A request has come.
    fn note(&self, id: RequestId) {
        self.lock().insert(id, false);
    }

    /// A request is taken back, if it is not answered yet.
    fn cancel(&self, id: &RequestId) {
        if let Some(cancelled) = self.lock().get_mut(id) {
            *cancelled = true;
        }
    }

    /// Whether a request was taken back.
    pub(super) fn is_cancelled(&self, id: &RequestId) -> bool {
        self.lock().get(id).copied().unwrap_or(false)
    }

    /// A request is answered.
    pub(super) fn answered(&self, id: &RequestId) {
        self.lock().remove(id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RequestId, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes messages on until there are no more, or nobody wants them.
pub(super) fn forward(messages: impl Iterator<Item = Message>, to: &Sender<Message>, pending: &Pending) {
    for message in messages {
        match &message {
            Message::Request(request) => pending.note(request.id.clone()),
            Message::Notification(notification) if notification.method == "$/cancelRequest" => {
                if let Some(id) = cancelled(&notification.params) {
                    pending.cancel(&id);
                }
                continue;
            }
            Message::Notification(_) | Message::Response(_) => {}
        }
        if to.send(message).is_err() {
            break;
        }
    }
}

fn cancelled(params: &Value) -> Option<RequestId> {
    serde_json::from_value(params.get("id")?.clone()).ok()
}
