//! What the editor tells: documents that are opened, changed, saved and closed; files, folders and settings that change.

use super::address;
use super::beside;
use super::client::Refusal;
use super::project::is_configuration;
use super::session::{Life, Session};
use lsp_types::{
    ConfigurationItem, ConfigurationParams, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, FileChangeType, FileSystemWatcher, GlobPattern,
    MessageType, Registration, RegistrationParams,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What is watched: whatever a run may read.
const WATCHED: &[&str] = &[
    "**/*.{tf,tofu,tfvars,hcl}",
    "**/*.{yaml,yml,json,template,tftpl,tpl}",
    "**/*.{guard,ruleset}",
    "**/{.gitignore,.ignore}",
];

impl Session {
    /// Hears what is told. What cannot be understood is logged: there is nobody to answer to.
    pub(super) fn hear(&mut self, method: &str, params: Value) {
        if method == "exit" {
            self.life = Life::Over;
            return;
        }
        if self.life != Life::Running {
            return;
        }
        let heard = match method {
            "textDocument/didOpen" => self.opened(params),
            "textDocument/didChange" => self.edited(params),
            "textDocument/didSave" => self.saved(params),
            "textDocument/didClose" => self.closed(params),
            "workspace/didChangeWatchedFiles" => self.files_changed(params),
            "workspace/didChangeConfiguration" => self.settings_changed(params),
            "workspace/didChangeWorkspaceFolders" => {
                self.disk.forget();
                self.changed(false);
                Ok(())
            }
            beside::ANSWERED => {
                self.changed(false);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(refusal) = heard {
            self.client.log(MessageType::WARNING, format!("`{method}`: {}", refusal.message));
        }
    }

    /// Asks for what is needed: to be told of files, and the settings.
    pub(super) fn begin(&mut self) {
        if self.abilities.watches {
            let watcher = |glob: &&str| FileSystemWatcher {
                glob_pattern: GlobPattern::String((*glob).to_owned()),
                kind: None,
            };
            let options =
                DidChangeWatchedFilesRegistrationOptions { watchers: WATCHED.iter().map(watcher).collect() };
            let registration = Registration {
                id: "trailguard/files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: serde_json::to_value(options).ok(),
            };
            self.client
                .ask("client/registerCapability", RegistrationParams { registrations: vec![registration] });
        }
        self.ask_for_settings();
    }

    fn ask_for_settings(&mut self) {
        if self.abilities.configuration {
            let item = ConfigurationItem { scope_uri: None, section: Some("trailguard".to_owned()) };
            let asked = self.client.ask("workspace/configuration", ConfigurationParams { items: vec![item] });
            self.settings_asked = Some(asked);
        }
    }

    fn opened(&mut self, params: Value) -> Result<(), Refusal> {
        let DidOpenTextDocumentParams { text_document: it } = understood(params)?;
        self.refresh();
        self.documents.open(it.uri, it.version, it.text);
        self.changed(false);
        Ok(())
    }

    fn edited(&mut self, params: Value) -> Result<(), Refusal> {
        let DidChangeTextDocumentParams { text_document: it, content_changes } = understood(params)?;
        if !self.documents.change(&it.uri, it.version, content_changes, self.abilities.encoding) {
            return Err(Refusal::invalid(format!("`{}` is not open", it.uri.as_str())));
        }
        self.changed(true);
        Ok(())
    }

    fn saved(&mut self, params: Value) -> Result<(), Refusal> {
        let DidSaveTextDocumentParams { text_document: it, .. } = understood(params)?;
        if let Some(path) = address::path(&it.uri) {
            self.disk.forget_text(&path);
        }
        self.refresh();
        self.changed(false);
        Ok(())
    }

    fn closed(&mut self, params: Value) -> Result<(), Refusal> {
        let DidCloseTextDocumentParams { text_document: it } = understood(params)?;
        if let Some(path) = self.documents.close(&it.uri) {
            self.disk.forget_text(&path);
            self.refresh();
            self.changed(false);
        }
        Ok(())
    }

    /// An editor that does not tell of files leaves us to look again when something else happens.
    fn refresh(&mut self) {
        if !self.abilities.watches {
            self.disk.forget();
        }
    }

    fn files_changed(&mut self, params: Value) -> Result<(), Refusal> {
        let DidChangeWatchedFilesParams { changes } = understood(params)?;
        for change in &changes {
            match address::path(&change.uri) {
                Some(path) if change.typ == FileChangeType::CHANGED && !is_ignore_file(&path) => {
                    self.disk.forget_text(&path);
                }
                _ => self.disk.forget(),
            }
        }
        let of_note = |uri| address::path(uri).is_some_and(|path| is_configuration(&path));
        let configured = changes.iter().any(|change| of_note(&change.uri));
        self.changed(!configured);
        Ok(())
    }

    fn settings_changed(&mut self, params: Value) -> Result<(), Refusal> {
        let DidChangeConfigurationParams { settings } = understood(params)?;
        if self.abilities.configuration {
            self.ask_for_settings();
        }
        if settings.get("trailguard").is_some() {
            self.set(&settings);
        }
        Ok(())
    }
}

/// Whether other files are walked past because of what a file says.
fn is_ignore_file(path: &std::path::Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore")
}

/// What a message says.
pub(super) fn understood<P: DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    // some editors leave out what is empty
    let params = if params.is_null() { json!({}) } else { params };
    serde_json::from_value(params).map_err(Refusal::invalid)
}
