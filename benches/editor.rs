//! How long an editor waits: from an edit in a module of many files to its diagnostics.

use divan::Bencher;
use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::thread;

fn main() {
    divan::main();
}

/// A module of that many files, a trail with all that belongs to it among them.
fn module(files: usize) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("trailguard-bench-{}-{files}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room");
    let main = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"audit\"\n  s3_bucket_name = aws_s3_bucket.b1.id\n  is_multi_region_trail = var.v2\n}\n";
    fs::write(folder.join("main.tf"), main).expect("there is room");
    for number in 1..files {
        let text = format!(
            "variable \"v{number}\" {{\n  default = false\n}}\n\nlocals {{\n  l{number} = \"x-${{var.v{number}}}\"\n}}\n\nresource \"aws_s3_bucket\" \"b{number}\" {{\n  bucket = \"b-${{local.l{number}}}\"\n  tags = {{ a = 1 }}\n}}\n\nresource \"aws_iam_role\" \"r{number}\" {{\n  name = \"r{number}\"\n  assume_role_policy = jsonencode({{ Version = \"2012-10-17\", Statement = [] }})\n}}\n"
        );
        fs::write(folder.join(format!("f{number}.tf")), text).expect("there is room");
    }
    folder
}

fn tell(editor: &Connection, method: &str, params: Value) {
    let message = Message::Notification(Notification::new(method.to_owned(), params));
    editor.sender.send(message).expect("the server listens");
}

/// Waits for the diagnostics of that state.
fn wait(editor: &Connection, version: i64) {
    for message in &editor.receiver {
        if let Message::Notification(it) = message
            && it.method == "textDocument/publishDiagnostics"
            && it.params["version"] == version
        {
            return;
        }
    }
}

#[divan::bench(args = [5, 50, 500])]
fn diagnostics_after_an_edit(bencher: Bencher<'_, '_>, files: usize) {
    let folder = module(files);
    let (server, editor) = Connection::memory();
    let work = move || trailguard::lsp::serve(server, None);
    let server = thread::Builder::new().stack_size(64 << 20).spawn(work).expect("there are threads");
    let watches = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let greeting = Request::new(1.into(), "initialize".to_owned(), json!({ "capabilities": watches }));
    editor.sender.send(Message::Request(greeting)).expect("the server listens");
    let uri = format!("file://{}", folder.join("main.tf").display());
    let text = fs::read_to_string(folder.join("main.tf")).expect("it was written");
    let document = json!({"uri": uri, "languageId": "terraform", "version": 0, "text": text});
    tell(&editor, "textDocument/didOpen", json!({ "textDocument": document }));
    wait(&editor, 0);
    let mut version = 0;
    bencher.bench_local(|| {
        version += 1;
        let range = json!({"start": {"line": 1, "character": 10}, "end": {"line": 1, "character": 11}});
        let letter = if version % 2 == 0 { "a" } else { "b" };
        let changes = json!([{"range": range, "text": letter}]);
        let document = json!({"uri": uri, "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        tell(&editor, "textDocument/didChange", params);
        wait(&editor, version);
    });
    tell(&editor, "exit", Value::Null);
    drop(editor);
    let _ = server.join();
    let _ = fs::remove_dir_all(folder);
}
