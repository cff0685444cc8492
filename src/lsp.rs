//! The language server: the same linter as the command's, over what the editor has open.
//!
//! One thread ([`incoming`]) reads what the editor says and never works, so that typing is never held up; the other
//! ([`session`]) has all state, takes what has come in in its order, analyses the newest state when nothing more is
//! there, and answers. Knows of no pipe and no process: a connection is handed in.

mod actions;
mod address;
mod beside;
mod capabilities;
mod client;
mod diagnostics;
mod documents;
mod hover;
mod incoming;
mod markup;
mod meaning;
mod notifications;
mod position;
mod project;
mod requests;
mod rule_sets;
mod session;
mod settings;
mod silence;

use crate::fs::{Disk, Kept};
use crate::guard::GuardRunner;
use lsp_server::{Connection, Message, Notification};
use std::sync::Arc;
use std::thread;

/// How a session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By `shutdown`, and then `exit` or the end of the input.
    AsAsked,
    /// By something else.
    WithoutShutdown,
}

/// Serves one editor until it ends. The calling thread does the work: it needs the stack for it. Guard rules are
/// evaluated by that runner, on a thread of their own.
pub fn serve(connection: Connection, guard: Option<Arc<dyn GuardRunner>>) -> Ended {
    let Connection { sender, receiver } = connection;
    let pending = incoming::Pending::default();
    let (events, inbox) = std::sync::mpsc::channel();
    let noted = pending.clone();
    let rules = rule_sets::RuleSets::new(guard, events.clone());
    thread::spawn(move || {
        incoming::forward(receiver.iter(), &events, &noted);
        // an input that ends says no more than this
        let _ = events.send(Message::Notification(Notification::new("exit".to_owned(), ())));
    });
    // an editor that listens no more will end the input, too
    let client = client::Client::new(move |message| drop(sender.send(message)), pending);
    session::Session::new(client, rules, Kept::new(Disk)).run(&inbox)
}
