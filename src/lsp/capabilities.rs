//! What both sides can do: what the editor says of itself, and what is offered to it.

use super::position::Encoding;
use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    DiagnosticOptions, DiagnosticServerCapabilities, HoverProviderCapability, OneOf, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde_json::Value;

/// The kind of the action that mends all there is in a document.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.trailguard");

/// What matters here of what the editor can do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    /// How it counts columns.
    pub encoding: Encoding,
    /// Whether it asks for diagnostics, and does so again when told to: they are not sent to it then.
    pub pulls: bool,
    /// Whether it can be asked to watch files.
    pub watches: bool,
    /// Whether it can be asked for settings.
    pub configuration: bool,
    /// Whether it asks again for hints in the text when told to.
    pub refreshes_hints: bool,
    /// Whether it asks again for code lenses when told to.
    pub refreshes_lenses: bool,
}

impl Abilities {
    /// Of an editor that says that of itself, `said` being its own words: the protocol has `workspace.diagnostics`, and
    /// the types that we read it with `workspace.diagnostic`.
    pub(super) fn of(client: &ClientCapabilities, said: &Value) -> Self {
        let workspace = client.workspace.as_ref();
        let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_deref());
        let pulls = client.text_document.as_ref().is_some_and(|it| it.diagnostic.is_some());
        let told = ["diagnostics", "diagnostic"].iter().any(|name| {
            let refresh = said.pointer(&format!("/capabilities/workspace/{name}/refreshSupport"));
            refresh.and_then(Value::as_bool) == Some(true)
        });
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let hints = workspace.and_then(|it| it.inlay_hint.as_ref()).and_then(|it| it.refresh_support);
        let lenses = workspace.and_then(|it| it.code_lens.as_ref()).and_then(|it| it.refresh_support);
        Abilities {
            encoding: Encoding::negotiated(offered.unwrap_or_default()),
            pulls: pulls && told,
            watches: watched.and_then(|it| it.dynamic_registration) == Some(true),
            configuration: workspace.and_then(|it| it.configuration) == Some(true),
            refreshes_hints: hints == Some(true),
            refreshes_lenses: lenses == Some(true),
        }
    }
}

/// What is offered.
pub(super) fn offered(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        diagnostic_provider: Some(DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("trailguard".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: false,
            ..DiagnosticOptions::default()
        })),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}
