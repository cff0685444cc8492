//! What the editor asks, and the answers.

use super::actions;
use super::address;
use super::capabilities::{Abilities, offered};
use super::client::Refusal;
use super::hover;
use super::meaning;
use super::notifications::understood;
use super::session::{Life, Session};
use super::settings::Settings;
use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionParams, CodeLensParams, DocumentDiagnosticParams, FullDocumentDiagnosticReport, HoverParams,
    InitializeParams, InitializeResult, InlayHintParams, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, ServerInfo, UnchangedDocumentDiagnosticReport, Uri,
};
use serde::Serialize;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

impl Session {
    /// Answers a request.
    pub(super) fn answer(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        let refused = |code, message: &str| Err(Refusal { code, message: message.to_owned() });
        match (self.life, method) {
            (Life::Born, "initialize") => return self.initialize(params),
            (Life::Born, _) => return refused(ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (Life::ShutDown | Life::Over, _) => {
                return refused(ErrorCode::InvalidRequest, "the server has been shut down");
            }
            (Life::Running, "initialize") => {
                return refused(ErrorCode::InvalidRequest, "`initialize` comes once");
            }
            (Life::Running, _) => {}
        }
        match method {
            "shutdown" => {
                self.life = Life::ShutDown;
                Ok(Value::Null)
            }
            "textDocument/diagnostic" => self.diagnostic(understood(params)?),
            "textDocument/codeAction" => self.code_actions(&understood(params)?),
            "textDocument/hover" => self.hover(&understood(params)?),
            "textDocument/inlayHint" => self.inlay_hints(&understood(params)?),
            "textDocument/codeLens" => self.code_lenses(&understood(params)?),
            _ => refused(ErrorCode::MethodNotFound, &format!("there is no `{method}` here")),
        }
    }

    fn initialize(&mut self, params: Value) -> Result<Value, Refusal> {
        let said_of_itself = params.clone();
        let params: InitializeParams = understood(params)?;
        self.abilities = Abilities::of(&params.capabilities, &said_of_itself);
        if let Some(options) = &params.initialization_options {
            self.settings = Settings::read(options);
        }
        self.life = Life::Running;
        said(InitializeResult {
            capabilities: offered(self.abilities.encoding),
            server_info: Some(ServerInfo {
                name: "trailguard".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    /// The path of a document that is open.
    fn open(&self, uri: &Uri) -> Result<PathBuf, Refusal> {
        let path = address::path(uri).filter(|path| self.documents.get(path).is_some());
        path.ok_or_else(|| Refusal::invalid(format!("`{}` is not open", uri.as_str())))
    }

    fn diagnostic(&mut self, params: DocumentDiagnosticParams) -> Result<Value, Refusal> {
        let path = self.open(&params.text_document.uri)?;
        let items = self.diagnostics().get(&path).cloned().unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(&items).map_err(Refusal::failed)?.hash(&mut hasher);
        let result_id = format!("{:016x}", hasher.finish());
        if params.previous_result_id.as_ref() == Some(&result_id) {
            let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
            return tagged(
                "unchanged",
                RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report,
                },
            );
        }
        let full = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
        tagged(
            "full",
            RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: full,
            },
        )
    }

    fn code_actions(&mut self, params: &CodeActionParams) -> Result<Value, Refusal> {
        let path = self.open(&params.text_document.uri)?;
        said(self.with_projects(|asked| actions::of(asked, &path, params))?)
    }

    fn hover(&mut self, params: &HoverParams) -> Result<Value, Refusal> {
        let at = &params.text_document_position_params;
        let path = self.open(&at.text_document.uri)?;
        said(self.with_projects(|asked| hover::at(asked, &path, at.position))?)
    }

    fn inlay_hints(&mut self, params: &InlayHintParams) -> Result<Value, Refusal> {
        let path = self.open(&params.text_document.uri)?;
        if !self.settings.inlay_hints {
            return Ok(Value::Array(Vec::new()));
        }
        said(self.with_projects(|asked| meaning::hints(asked, &path, params.range))?)
    }

    fn code_lenses(&mut self, params: &CodeLensParams) -> Result<Value, Refusal> {
        let path = self.open(&params.text_document.uri)?;
        if !self.settings.code_lens {
            return Ok(Value::Array(Vec::new()));
        }
        said(self.with_projects(|asked| meaning::lenses(asked, &path))?)
    }
}

fn said(answer: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(answer).map_err(Refusal::failed)
}

/// A report of diagnostics of that kind.
fn tagged(kind: &str, report: impl Serialize) -> Result<Value, Refusal> {
    let mut value = said(report)?;
    value["kind"] = kind.into();
    Ok(value)
}
