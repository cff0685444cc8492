//! Source text and places in it.
//!
//! A [`Source`] is one file as it was read: its path, its text, and (made only when a diagnostic asks) the index
//! of its lines. A [`Span`] is a byte range in one source and is `Copy`; every tree, value and finding points
//! with spans. Knows nothing of syntax, disks or rules.

mod line_index;

pub use line_index::{LineIndex, Position};

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What stands for a character that is not to be shown.
pub const MASK: char = '•';

/// Names one [`Source`] in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The source it points into.
    pub source: SourceId,
    /// First byte, from the start of the source's text.
    pub start: u32,
    /// First byte behind it.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`. Offsets over 4 GiB saturate; sources are bounded far below that.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that holds both; `self` where the other lies in another source.
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As a range for slicing the source's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// One file's text and what is derived from it.
#[derive(Debug)]
pub struct Source {
    /// Its place in the map.
    pub id: SourceId,
    /// Its path, as the file system named it.
    pub path: PathBuf,
    /// Its text in UTF-8. A byte order mark is kept (three bytes), so that offsets are those of the file.
    pub text: Arc<str>,
    lines: OnceLock<LineIndex>,
    /// Where secrets are written: start and end.
    hidden: RwLock<BTreeSet<(usize, usize)>>,
}

impl Source {
    /// The index of its lines, made at the first call.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text of a span; empty where the span does not fit this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The places within a range that no output shows, one or more bytes each.
    pub fn hidden(&self, within: &Range<usize>) -> Vec<Range<usize>> {
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        let clipped = hidden.iter().map(|(start, end)| *start.max(&within.start)..*end.min(&within.end));
        clipped.filter(|range| !range.is_empty()).collect()
    }

    /// Where a span starts and ends, in lines and columns.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let at = |offset: u32| self.lines().position(&self.text, offset as usize);
        (at(span.start), at(span.end))
    }
}

/// All sources of a run. Shared between threads; ids are given in the order of [`SourceMap::add`].
#[derive(Debug, Default)]
pub struct SourceMap {
    first: u32,
    sources: RwLock<Vec<Arc<Source>>>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        SourceMap::default()
    }

    /// An empty map whose ids start there: sources of several maps can be told apart.
    pub fn starting_at(first: u32) -> Self {
        SourceMap { first, sources: RwLock::default() }
    }

    /// A map that begins with these sources, whose ids count from 0: places in them stay what they are.
    pub fn containing(sources: &[Arc<Source>]) -> Self {
        SourceMap { first: 0, sources: RwLock::new(sources.to_vec()) }
    }

    /// All sources, in the order of their ids.
    pub fn all(&self) -> Vec<Arc<Source>> {
        self.sources.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a text in and names it.
    pub fn add(&self, path: &Path, text: impl Into<Arc<str>>) -> Arc<Source> {
        let (path, text) = (path.to_path_buf(), text.into());
        let mut sources = self.sources.write().unwrap_or_else(PoisonError::into_inner);
        let id = SourceId(self.first.saturating_add(u32::try_from(sources.len()).unwrap_or(u32::MAX)));
        let hidden = RwLock::default();
        let source = Arc::new(Source { id, path, text, lines: OnceLock::new(), hidden });
        sources.push(Arc::clone(&source));
        source
    }

    /// The source of that id, if it is of this map.
    pub fn get(&self, id: SourceId) -> Option<Arc<Source>> {
        let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
        sources.get(id.0.checked_sub(self.first)? as usize).cloned()
    }

    /// Hides a place: a secret is written there.
    pub fn hide(&self, span: Span) {
        if let Some(source) = self.get(span.source) {
            let range = span.range();
            let mut hidden = source.hidden.write().unwrap_or_else(PoisonError::into_inner);
            hidden.insert((range.start, range.end.min(source.text.len())));
        }
    }

    /// The text of a span for people: what is hidden is masked.
    pub fn shown(&self, span: Span) -> String {
        let Some(source) = self.get(span.source) else { return String::new() };
        let hidden = source.hidden(&span.range());
        let at = |offset: usize| span.start as usize + offset;
        let masked = |offset: usize| hidden.iter().any(|range| range.contains(&at(offset)));
        let text = source.slice(span).char_indices();
        text.map(|(offset, character)| if masked(offset) { MASK } else { character }).collect()
    }

    /// The source that was read from that path, if it is of this map.
    pub fn find(&self, path: &Path) -> Option<Arc<Source>> {
        let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
        sources.iter().find(|source| source.path == path).cloned()
    }

    /// The sources that were read from the same folder, itself included.
    pub fn beside(&self, source: &Source) -> Vec<Arc<Source>> {
        let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
        let folder = source.path.parent();
        sources.iter().filter(|other| other.path.parent() == folder).cloned().collect()
    }

    /// The text of a span, empty where it points nowhere.
    pub fn slice(&self, span: Span) -> String {
        self.get(span.source).map(|source| source.slice(span).to_owned()).unwrap_or_default()
    }
}

/// Something wrong or left out, found on the way: never an abort, always beside a partial result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How grave it is.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// What: lower case, no full stop, names in back-ticks.
    pub message: String,
    /// What to do about it, where that can be said.
    pub help: Option<String>,
}

/// What a [`Problem`] does to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text does not parse: exit status 2 where the file matters.
    Syntax,
    /// Over a bound of depth or size: counted as [`ProblemKind::Syntax`] where it hides text from the analysis.
    Limit,
    /// The text parses, but means nothing (undeclared reference, wrong type): a note, the value is unknown.
    Evaluation,
}

impl Problem {
    /// A syntax problem without help.
    pub fn syntax(span: Span, message: impl Into<String>) -> Self {
        Problem { kind: ProblemKind::Syntax, span, message: message.into(), help: None }
    }

    /// A bound that was passed.
    pub fn limit(span: Span, message: impl Into<String>) -> Self {
        Problem { kind: ProblemKind::Limit, span, message: message.into(), help: None }
    }

    /// Text that parses and means nothing.
    pub fn evaluation(span: Span, message: impl Into<String>) -> Self {
        Problem { kind: ProblemKind::Evaluation, span, message: message.into(), help: None }
    }

    /// The same with help.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
