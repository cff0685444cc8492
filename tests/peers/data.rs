//! The files `tests/peers/*.yaml`: one a peer, with what it says of its fixtures, what is said here, and who is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use trailguard::source::SourceMap;
use trailguard::syntax::node::Node;
use trailguard::syntax::yaml;

/// Another linter.
pub struct Peer {
    pub name: String,
    /// How its fixtures tell its verdict.
    pub convention: String,
    /// Its folders in the corpus.
    pub folders: Vec<String>,
    pub judgements: BTreeMap<String, Judgement>,
    pub groups: Vec<Group>,
}

/// Who is right where both differ, and why.
pub struct Judgement {
    pub right: String,
    pub why: String,
}

/// Fixtures of one folder.
pub struct Group {
    pub folder: String,
    /// Whether its files are one configuration; else each is one alone.
    pub together: bool,
    pub files: Vec<(String, Fixture)>,
}

/// A file of a peer.
pub enum Fixture {
    /// There is nothing in it that both check: why.
    Nothing(String),
    Compared(Vec<Row>),
}

/// What both say of one property of one resource.
pub struct Row {
    /// The peer's rule.
    pub rule: String,
    /// The address; `account` where it is about all that is there.
    pub resource: String,
    pub peer: Said,
    /// Our rules about that property.
    pub ours: Vec<(String, Said)>,
    /// What they say where these files are the whole account, for those that say something else then.
    pub in_account: Vec<(String, Said)>,
    /// The kind of the note that is there instead of a verdict.
    pub note: Option<String>,
    /// The name of the judgement.
    pub judged: Option<String>,
}

/// A verdict, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub verdict: String,
    pub line: Option<usize>,
}

impl Said {
    pub fn read(text: &str) -> Self {
        let (verdict, line) = text.split_once(' ').map_or((text, None), |(verdict, line)| {
            (verdict, Some(line.parse().unwrap_or_else(|_| panic!("`{text}`: no line"))))
        });
        let verdicts = ["pass", "fail", "unknown", "none"];
        assert!(verdicts.contains(&verdict), "`{verdict}` is none of {verdicts:?}");
        Said { verdict: verdict.to_owned(), line }
    }
}

impl Row {
    /// Ours in one word: what fails outweighs what is unknown, that what passes.
    pub fn verdict(&self) -> &'static str {
        let some = |verdict: &str| self.ours.iter().any(|(_, said)| said.verdict == verdict);
        ["fail", "unknown", "pass"].into_iter().find(|it| some(it)).unwrap_or("none")
    }

    pub fn agrees(&self) -> bool {
        self.peer.verdict == self.verdict()
    }
}

impl Peer {
    /// Every row with the file that it is about.
    pub fn rows(&self) -> impl Iterator<Item = (String, &Row)> {
        self.groups.iter().flat_map(|group| {
            group.files.iter().flat_map(move |(file, fixture)| {
                let rows = match fixture {
                    Fixture::Nothing(_) => &[][..],
                    Fixture::Compared(rows) => rows,
                };
                rows.iter().map(move |row| (group.path(file), row))
            })
        })
    }
}

impl Group {
    /// A file's path in the corpus.
    pub fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.folder)
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).map(|it| it.text().unwrap_or_else(|| panic!("`{key}` is no text")).trim().to_owned())
}

fn pairs(node: Option<&Node>) -> Vec<(String, Said)> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().map(|it| (it.key.to_string(), Said::read(it.value.text().unwrap()))).collect()
}

fn row(node: &Node, rule: Option<&String>) -> Row {
    let known = ["rule", "resource", "peer", "ours", "in_account", "note", "judged"];
    let strange = node.entries().iter().find(|it| !known.contains(&&*it.key));
    assert!(strange.is_none(), "a row has no `{}`", strange.unwrap().key);
    Row {
        rule: text(node, "rule").or_else(|| rule.cloned()).unwrap(),
        resource: text(node, "resource").unwrap(),
        peer: Said::read(&text(node, "peer").unwrap()),
        ours: pairs(node.get("ours")),
        in_account: pairs(node.get("in_account")),
        note: text(node, "note"),
        judged: text(node, "judged"),
    }
}

fn group(node: &Node) -> Group {
    let rule = text(node, "rule");
    let fixture = |node: &Node| match node.text() {
        Some(reason) => Fixture::Nothing(reason.trim().to_owned()),
        None => Fixture::Compared(node.items().iter().map(|it| row(it, rule.as_ref())).collect()),
    };
    let files = node.get("files").map(Node::entries).unwrap_or_default();
    Group {
        folder: text(node, "folder").unwrap(),
        together: text(node, "together").is_some_and(|it| it == "true"),
        files: files.iter().map(|it| (it.key.to_string(), fixture(&it.value))).collect(),
    }
}

fn peer(path: &Path) -> Peer {
    let source = SourceMap::new().add(path, fs::read_to_string(path).unwrap());
    let (documents, problems) = yaml::parse_documents(&source);
    assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    let node = &documents[0];
    let items = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
    let judgement = |node: &Node| {
        let it = Judgement { right: text(node, "right").unwrap(), why: text(node, "why").unwrap() };
        assert!(["ours", "both", "peer"].contains(&&*it.right), "{}: {}", path.display(), it.right);
        it
    };
    let judgements = node.get("judgements").map(Node::entries).unwrap_or_default();
    Peer {
        name: text(node, "peer").unwrap(),
        convention: text(node, "convention").unwrap(),
        folders: items("folders").iter().map(|it| it.text().unwrap().to_owned()).collect(),
        judgements: judgements.iter().map(|it| (it.key.to_string(), judgement(&it.value))).collect(),
        groups: items("fixtures").iter().map(group).collect(),
    }
}

/// All peers, by the names of their files.
pub fn peers() -> Vec<Peer> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    files.sort();
    files.iter().map(|it| peer(it)).collect()
}
