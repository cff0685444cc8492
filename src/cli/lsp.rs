//! `trailguard lsp`: the connection on standard input and output. What is said on it is the server's own affair.

use super::output::complain;
use super::{Status, in_parallel};
use crate::lsp;
use lsp_server::{Connection, ErrorCode, Message, RequestId, Response};
use std::io::{self, BufRead, Read as _, Write as _, stdin, stdout};
use std::thread;

/// The largest message that is taken in, in bytes; what is larger is passed over.
const MAX_MESSAGE_BYTES: u64 = 256 * 1024 * 1024;

/// What came in.
enum Incoming {
    Message(Message),
    /// Text that is no message, and what is wrong with it.
    Broken(String),
}

/// Serves until the editor says that it is enough.
pub(super) fn run() -> Status {
    let (server, client) = Connection::memory();
    let Connection { sender: to_server, receiver: from_server } = client;
    let writer = thread::spawn(move || from_server.iter().try_for_each(|message| write(&message)));
    thread::spawn(move || {
        let mut input = stdin().lock();
        // an end of the input and an input that cannot be read come to the same
        while let Ok(Some(incoming)) = next(&mut input) {
            let taken = match incoming {
                Incoming::Message(message) => to_server.send(message).is_ok(),
                Incoming::Broken(message) => refuse(message).is_ok(),
            };
            if !taken {
                break;
            }
        }
    });
    let ended = in_parallel(0, || lsp::serve(server, super::guard_runner()));
    // everything is said before the process ends; an editor that listens no more has ended already
    let _ = writer.join();
    match ended {
        Ok(lsp::Ended::AsAsked) => Status::Clean,
        // 1, as the protocol has it
        Ok(lsp::Ended::WithoutShutdown) => Status::Findings,
        Err(message) => {
            complain(&message, None);
            Status::Failed
        }
    }
}

/// One message, whole: both threads write.
fn write(message: &Message) -> io::Result<()> {
    let mut out = stdout().lock();
    message.write(&mut out)
}

/// An answer to what cannot be told the number of: <https://www.jsonrpc.org/specification#error_object>
fn refuse(message: String) -> io::Result<()> {
    let response = Response::new_err(RequestId::from(0), ErrorCode::ParseError as i32, message);
    let mut value = serde_json::to_value(&response)?;
    value["jsonrpc"] = "2.0".into();
    value["id"] = serde_json::Value::Null;
    let text = value.to_string();
    let mut out = stdout().lock();
    write!(out, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    out.flush()
}

/// The next message; `None` where there are no more.
fn next(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length: Option<u64> = None;
    let mut seen = false;
    loop {
        let mut line = Vec::new();
        // a header is short: a line without an end must not fill the memory
        if input.by_ref().take(8 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        match (line.is_empty(), seen) {
            (true, true) => break,
            (true, false) => continue,
            (false, _) => seen = true,
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let Some(length) = length else {
        return Ok(Some(Incoming::Broken("there is no `Content-Length`".to_owned())));
    };
    if length > MAX_MESSAGE_BYTES {
        io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        return Ok(Some(Incoming::Broken(format!("a message of {length} bytes is larger than the limit"))));
    }
    let mut body = Vec::new();
    if input.by_ref().take(length).read_to_end(&mut body)? as u64 != length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Broken(format!("this is no message: {error}")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_does_not_end_the_stream() {
        let good = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let stream = format!("{}{}Nonsense\r\n\r\n\r\n{}", framed("{]"), framed("[]"), framed(good));
        let mut input = stream.as_bytes();
        let mut read = || next(&mut input).expect("memory can be read");
        for _ in 0..3 {
            assert!(matches!(read(), Some(Incoming::Broken(_))));
        }
        assert!(matches!(read(), Some(Incoming::Message(Message::Notification(it))) if it.method == "exit"));
        assert!(read().is_none());
    }
}
