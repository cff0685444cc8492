//! The state of one session, and its loop: everything that has come in is taken first, then the newest state is looked at.
//!
//! A defect in any of it is told and costs that one answer, never the session.

use super::Ended;
use super::address;
use super::capabilities::Abilities;
use super::client::{Client, Refusal};
use super::diagnostics::{self, ByFile};
use super::documents::Documents;
use super::project::{self, Project};
use super::rule_sets::RuleSets;
use super::settings::Settings;
use crate::fs::{Disk, FileSystem as _, Kept, Overlay};
use lsp_server::{ErrorCode, Message, RequestId};
use lsp_types::{MessageType, PublishDiagnosticsParams, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How long a pause in typing is waited for, where an analysis takes longer than [`QUICK`].
const PAUSE: Duration = Duration::from_millis(50);

/// An analysis that is as quick as that need not wait for a pause.
const QUICK: Duration = Duration::from_millis(15);

/// Who types without a pause sees something after this time all the same.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// Where the session is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    Born,
    Running,
    ShutDown,
    Over,
}

/// The state of one session.
pub(super) struct Session {
    pub(super) client: Client,
    rules: RuleSets,
    pub(super) disk: Kept<Disk>,
    pub(super) documents: Documents,
    pub(super) settings: Settings,
    pub(super) abilities: Abilities,
    pub(super) life: Life,
    /// The number of the editor's answer that will have the settings.
    pub(super) settings_asked: Option<RequestId>,
    /// What was found in the newest state; none where that has not been looked at.
    projects: Option<Vec<Project>>,
    found: ByFile,
    /// What the editor was told last, and of which state of the document.
    published: BTreeMap<PathBuf, (Uri, Vec<lsp_types::Diagnostic>)>,
    /// When the state is to be looked at, and since when it has been waited for.
    due: Option<(Instant, Instant)>,
    took: Duration,
}

impl Session {
    /// A session that has not begun.
    pub(super) fn new(client: Client, rules: RuleSets, disk: Kept<Disk>) -> Self {
        Session {
            client,
            rules,
            disk,
            documents: Documents::default(),
            settings: Settings::default(),
            abilities: Abilities::default(),
            life: Life::Born,
            settings_asked: None,
            projects: None,
            found: ByFile::new(),
            published: BTreeMap::new(),
            due: None,
            took: Duration::ZERO,
        }
    }

    /// Goes on until the editor ends it, or its input.
    pub(super) fn run(mut self, inbox: &Receiver<Message>) -> Ended {
        let mut asked_to = false;
        while self.life != Life::Over {
            let message = match self.due {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some((at, _)) => inbox.recv_timeout(at.saturating_duration_since(Instant::now())),
            };
            match message {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => drop(self.guarded("analysis", Session::publish)),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let overdue = self.due.is_some_and(|(_, since)| since.elapsed() > LONGEST_WAIT);
            if overdue {
                self.guarded("analysis", Session::publish);
            }
            asked_to |= self.life == Life::ShutDown;
        }
        if asked_to { Ended::AsAsked } else { Ended::WithoutShutdown }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let answered = match self.client.has_cancelled(&id) {
                    true => Some(Err(Refusal::cancelled())),
                    false => self.guarded(&request.method, |it| it.answer(&request.method, request.params)),
                };
                let defect = || Refusal {
                    code: ErrorCode::InternalError,
                    message: "this is a defect of trailguard: please report it".to_owned(),
                };
                self.client.answer(id, answered.unwrap_or_else(|| Err(defect())));
                if request.method == "initialize" && self.life == Life::Running {
                    self.guarded("initialize", Session::begin);
                }
            }
            Message::Notification(notification) => {
                let method = notification.method;
                self.guarded(&method, |it| it.hear(&method, notification.params));
            }
            Message::Response(response) => {
                if self.settings_asked.take_if(|id| *id == response.id).is_some()
                    && let Ok(value) = response.response_result
                {
                    self.set(value.get(0).unwrap_or(&value));
                }
            }
        }
    }

    /// Does something; a panic in it is told, and the state looked at anew.
    fn guarded<T>(&mut self, what: &str, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        if done.is_err() {
            self.due = None;
            self.projects = None;
            let message = format!("`{what}` failed: this is a defect of trailguard, please report it");
            self.client.log(MessageType::ERROR, message);
        }
        done.ok()
    }

    /// Something has changed: it is looked at when nothing more comes in.
    pub(super) fn changed(&mut self, pause: bool) {
        self.projects = None;
        let now = Instant::now();
        let wait = if pause && self.took > QUICK { PAUSE } else { Duration::ZERO };
        let since = self.due.map_or(now, |(_, since)| since);
        self.due = Some((now + wait, since));
    }

    /// Other settings hold.
    pub(super) fn set(&mut self, value: &serde_json::Value) {
        let settings = Settings::read(value);
        if settings == self.settings {
            return;
        }
        self.settings = settings;
        self.changed(false);
        if self.abilities.refreshes_hints {
            self.client.ask("workspace/inlayHint/refresh", serde_json::Value::Null);
        }
        if self.abilities.refreshes_lenses {
            self.client.ask("workspace/codeLens/refresh", serde_json::Value::Null);
        }
    }

    /// Looks at the newest state, where that has not been done.
    fn look(&mut self) {
        if self.projects.is_some() {
            return;
        }
        let began = Instant::now();
        self.rules.wait(false);
        let overlay = Overlay::new(&self.disk, self.documents.texts());
        let projects = project::all(&self.documents, &self.settings, &mut self.rules, &overlay);
        let shown = diagnostics::Shown {
            encoding: self.abilities.encoding,
            uri: &|path| uri_of(&self.documents, &self.disk, path),
        };
        self.found = diagnostics::of(&projects, &shown);
        self.projects = Some(projects);
        self.rules.tidy();
        self.took = began.elapsed();
    }

    /// The groups in their newest state, with all that is needed to ask them more.
    pub(super) fn with_projects<T>(&mut self, work: impl FnOnce(Asked<'_>) -> T) -> T {
        self.look();
        // what is made for an answer must be whole
        self.rules.wait(true);
        let overlay = Overlay::new(&self.disk, self.documents.texts());
        let projects = self.projects.get_or_insert_with(Vec::new);
        work(Asked {
            projects,
            overlay: &overlay,
            encoding: self.abilities.encoding,
            uri: &|path| uri_of(&self.documents, &self.disk, path),
        })
    }

    /// The diagnostics of a file in its newest state, and those of all others.
    pub(super) fn diagnostics(&mut self) -> &ByFile {
        self.look();
        &self.found
    }

    /// Tells what was found, where it is not what was told before.
    fn publish(&mut self) {
        self.due = None;
        self.look();
        let mut news = false;
        let open = self.documents.iter().map(|(path, _)| path.to_path_buf());
        let files: BTreeSet<PathBuf> =
            open.chain(self.found.keys().cloned()).chain(self.published.keys().cloned()).collect();
        for path in files {
            let found = self.found.get(&path).cloned().unwrap_or_default();
            let document = self.documents.get(&path);
            let Some(uri) = document.map(|it| it.uri.clone()).or_else(|| address::uri(&path)) else {
                continue;
            };
            let told = self.published.get(&path).is_some_and(|(_, told)| *told == found);
            // of an open document every state is confirmed
            if told && document.is_none() {
                continue;
            }
            news |= !told;
            if !self.abilities.pulls {
                let version = document.map(|it| it.version);
                let params = PublishDiagnosticsParams::new(uri.clone(), found.clone(), version);
                self.client.notify("textDocument/publishDiagnostics", params);
            }
            if found.is_empty() && document.is_none() {
                self.published.remove(&path);
            } else {
                self.published.insert(path, (uri, found));
            }
        }
        if self.abilities.pulls && news {
            self.client.ask("workspace/diagnostic/refresh", serde_json::Value::Null);
        }
    }
}

/// What a request is answered from.
pub(super) struct Asked<'a> {
    pub projects: &'a mut Vec<Project>,
    pub overlay: &'a Overlay<'a>,
    pub encoding: super::position::Encoding,
    pub uri: &'a dyn Fn(&Path) -> Option<Uri>,
}

impl Asked<'_> {
    /// The place of the group that a file is in.
    pub(super) fn place(&self, path: &Path) -> Result<usize, Refusal> {
        let found = self.projects.iter().position(|project| project.holds(path));
        found.ok_or_else(|| Refusal::invalid(format!("`{}` is not open", path.display())))
    }

    /// The address of a file.
    pub(super) fn uri_of(&self, path: &Path) -> Option<Uri> {
        (self.uri)(path)
    }

    /// Whether a file of a run is that document, under whatever path.
    pub(super) fn is_same(&self, file: &Path, document: &Path) -> bool {
        file == document
            || (file.file_name() == document.file_name() && self.uri_of(file) == self.uri_of(document))
    }
}

/// The address of a file: as the editor names it, where it is open under whatever path.
fn uri_of(documents: &Documents, disk: &Kept<Disk>, path: &Path) -> Option<Uri> {
    if let Some(document) = documents.get(path) {
        return Some(document.uri.clone());
    }
    let alike = || documents.iter().filter(|(open, _)| open.file_name() == path.file_name());
    if alike().next().is_some()
        && let Some(canonical) = disk.canonical(path)
        && let Some((_, same)) = alike().find(|(open, _)| disk.canonical(open).as_ref() == Some(&canonical))
    {
        return Some(same.uri.clone());
    }
    address::uri(path)
}
