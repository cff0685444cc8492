//! An editor without a screen: speaks the protocol to the real program over pipes.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Nothing takes as long as this: a test that waits longer has failed.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    folder: PathBuf,
    requests: i64,
    /// What was published last, by address.
    pub published: BTreeMap<String, Value>,
    /// What the server asked, by method.
    pub asked: Vec<Value>,
    /// Its answers by number, until they are waited for.
    answers: BTreeMap<i64, Value>,
}

impl Editor {
    /// Starts the server in a folder and greets it with these abilities.
    pub fn new(folder: &Path, abilities: &Value) -> Self {
        let mut editor = Editor::silent(folder);
        let root = editor.uri("");
        let folders = json!([{"uri": root, "name": "w"}]);
        let params = json!({"processId": null, "rootUri": root, "capabilities": abilities, "workspaceFolders": folders});
        editor.ask("initialize", &params);
        editor.tell("initialized", &json!({}));
        editor
    }

    /// Starts the server and says nothing.
    pub fn silent(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_trailguard"))
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Editor {
            child,
            input,
            messages,
            folder: folder.to_path_buf(),
            requests: 0,
            published: BTreeMap::new(),
            asked: Vec::new(),
            answers: BTreeMap::new(),
        }
    }

    pub fn uri(&self, file: &str) -> String {
        let path = self.folder.join(file);
        format!("file://{}", path.display().to_string().replace(' ', "%20").trim_end_matches('/'))
    }

    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks without waiting.
    pub fn begin(&mut self, method: &str, params: &Value) -> i64 {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            self.take();
        }
    }

    /// Asks, and gives the result.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Takes one message.
    pub fn take(&mut self) -> Value {
        let message = self.messages.recv_timeout(LONGEST_WAIT).expect("the server says something");
        match (message["id"].as_i64(), message["method"].as_str()) {
            (Some(id), None) => {
                self.answers.insert(id, message.clone());
            }
            (_, Some("textDocument/publishDiagnostics")) => {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.published.insert(uri, message["params"].clone());
            }
            (_, Some(_)) if message.get("id").is_some() => {
                self.asked.push(message.clone());
            }
            _ => {}
        }
        message
    }

    pub fn open(&mut self, file: &str, text: &str) {
        let language = if file.ends_with(".tf") { "terraform" } else { "yaml" };
        let document = json!({"uri": self.uri(file), "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
    }

    /// Replaces a range `[line, column, line, column]`.
    pub fn edit(&mut self, file: &str, version: i64, [a, b, c, d]: [u32; 4], text: &str) {
        let range = json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
        let document = json!({"uri": self.uri(file), "version": version});
        let changes = json!([{"range": range, "text": text}]);
        self.tell("textDocument/didChange", &json!({"textDocument": document, "contentChanges": changes}));
    }

    /// The diagnostics of a document in that state: waits until they are published.
    pub fn diagnostics(&mut self, file: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(file);
        loop {
            if let Some(published) = self.published.get(&uri)
                && published["version"] == version
            {
                return published["diagnostics"].as_array().unwrap().clone();
            }
            self.take();
        }
    }

    /// The rules of the diagnostics that are more than hints.
    pub fn codes(&mut self, file: &str, version: i64) -> Vec<String> {
        let shown = self.diagnostics(file, version).into_iter().filter(|it| it["severity"] != 4);
        shown.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The code actions for a rule's diagnostic.
    pub fn actions(&mut self, file: &str, version: i64, rule: &str) -> Vec<Value> {
        let all = self.diagnostics(file, version);
        let diagnostic =
            all.iter().find(|it| it["code"] == rule).unwrap_or_else(|| panic!("{rule}: {all:?}"));
        let context = json!({"diagnostics": [diagnostic], "only": ["quickfix"]});
        let params = json!({"textDocument": {"uri": self.uri(file)}, "range": diagnostic["range"], "context": context});
        let actions = self.ask("textDocument/codeAction", &params);
        let about = |action: &&Value| action["title"].as_str().unwrap().contains(rule);
        actions.as_array().unwrap().iter().filter(about).cloned().collect()
    }

    /// Says goodbye, and gives the status that the server ends with.
    pub fn end(mut self) -> i32 {
        assert_eq!(self.ask("shutdown", &Value::Null), Value::Null);
        self.tell("exit", &Value::Null);
        self.child.wait().unwrap().code().unwrap()
    }

    /// Ends the input without a word.
    pub fn hang_up(mut self) -> i32 {
        self.input = None;
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text after the edits that an action has for a file. Columns count UTF-16.
pub fn applied(text: &str, action: &Value, uri: &str) -> String {
    let edits = action["edit"]["changes"][uri].as_array().unwrap_or_else(|| panic!("{uri}: {action}"));
    let offset = |place: &Value| {
        let line = place["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = place["character"].as_u64().unwrap() as usize;
        let mut offset = start;
        for character in text[start..].chars() {
            if units == 0 {
                break;
            }
            units -= character.len_utf16();
            offset += character.len_utf8();
        }
        offset
    };
    let mut splices: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    splices.sort();
    let mut text = text.to_owned();
    for (start, end, new) in splices.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => {
                if let Some(value) = header.strip_prefix("Content-Length: ") {
                    length = value.parse().unwrap();
                }
            }
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
