//! For a person at a terminal: each failure with the lines that decide, unknowns in one line a cause, a summary.
//!
//! The only module that knows miette. What miette is given is small and clean ([`excerpt`]): its own way through a
//! source costs milliseconds a diagnostic in long files, and it prints what it is given.

mod excerpt;
mod notes;
mod posture;
mod repeated;
mod style;
mod summary;
mod unknowns;

use super::level::{Grade, level};
use super::since::sentence;
use super::{Counts, View, coverage, visible};
use crate::check::{Finding, Label, ResourceName, UnitName, Verdict};
use crate::linter::{FileError, Report};
use crate::source::{SourceMap, Span};
use excerpt::Excerpt;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    Severity, SourceCode, SourceSpan, SpanContents,
};
use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSlice as _;
use repeated::Repeated;
use std::fmt::{self, Display};
use std::io::{self, Write};
use style::{BLUE, BOLD, DIM, GREEN, Style, fill, room, wrap};

/// Drawing takes longer than checking: resources are drawn in parallel, so many by one thread.
const RESOURCES_AT_A_TIME: usize = 8;

/// Most drawings have no more bytes.
const USUAL_DRAWING: usize = 2048;

/// Places in other files that one diagnostic shows.
const MOST_RELATED: usize = 6;

/// Writes the report.
pub(super) fn render(report: &Report, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::new(report, view);
    for error in &report.errors {
        page.draw(&page.file_error(error), out)?;
    }
    let mut resources: Vec<(About<'_>, Vec<&Finding>)> = by_resource(&report.findings).into_iter().collect();
    // what calls a module is told behind it: examples come first by the names of their files
    resources.sort_by(|((a, _), _), ((b, _), _)| a.root.cmp(&b.root));
    posture::group_by_trail(&mut resources, &report.postures);
    let repeated = if view.show_all { Repeated::of(&[]) } else { Repeated::of(&resources) };
    let chapters: Vec<io::Result<Vec<u8>>> = resources
        .par_chunks(RESOURCES_AT_A_TIME)
        .with_max_len(1)
        .map(|resources| {
            let mut text = Vec::new();
            let mut tell =
                |(about, findings): &(_, Vec<_>)| page.resource(*about, findings, &repeated, &mut text);
            resources.iter().try_for_each(&mut tell)?;
            Ok(text)
        })
        .collect();
    for chapter in chapters {
        out.write_all(&chapter?)?;
    }
    if view.quiet {
        return Ok(());
    }
    page.undecided(&report.findings, out)?;
    for line in notes::lines(&report.notes, view.show_all, view.width, page.style, |span| page.place(span)) {
        writeln!(out, "{line}")?;
    }
    if !report.notes.is_empty() {
        writeln!(out)?;
    }
    if let Some(since) = &report.since {
        writeln!(out, "{} {}\n", page.style.paint(BLUE, "since:"), wrap(&sentence(since), 7, view.width))?;
    }
    writeln!(out, "{}", summary::line(report, view, page.style))?;
    report.frameworks.iter().try_for_each(|framework| coverage::standings(framework, view, out))
}

/// In the order in which each key was first met.
type IndexMap<K, V> = indexmap::IndexMap<K, V, foldhash::fast::RandomState>;

type About<'a> = (&'a UnitName, Option<&'a ResourceName>);

fn about(finding: &Finding) -> About<'_> {
    (&finding.unit, finding.resource.as_ref())
}

/// Findings by what they are about, in the order in which each is first met.
fn by_resource(findings: &[Finding]) -> IndexMap<About<'_>, Vec<&Finding>> {
    let mut groups: IndexMap<About<'_>, Vec<&Finding>> = IndexMap::default();
    // most stand beside others about the same
    for run in findings.chunk_by(|a, b| about(a) == about(b)) {
        if let Some(first) = run.first() {
            groups.entry(about(first)).or_default().extend(run);
        }
    }
    groups
}

struct Page<'a> {
    sources: &'a SourceMap,
    view: &'a View,
    style: Style,
    handler: GraphicalReportHandler,
    postures: posture::Postures<'a>,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report, view: &'a View) -> Self {
        let theme = if view.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(view.width)
            .with_wrap_lines(false)
            .with_links(view.hyperlinks)
            .with_urls(view.hyperlinks)
            .with_link_display_text("")
            .with_show_related_as_nested(true)
            .without_syntax_highlighting();
        let postures = posture::by_trail(&report.postures);
        Page { sources: &report.sources, view, style: Style { colour: view.colour }, handler, postures }
    }

    fn resource(
        &self,
        (unit, resource): About<'a>,
        findings: &[&'a Finding],
        repeated: &Repeated<'a>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let of = |verdict: Verdict| {
            findings.iter().copied().filter(move |it| it.verdict == verdict && it.suppressed.is_none())
        };
        let fails: Vec<&Finding> = of(Verdict::Fail).collect();
        let all = self.view.show_all && !self.view.quiet;
        let posture = self.postures.get(&(unit, resource.map(|resource| &*resource.address)));
        let told = posture.is_some() && !self.view.quiet && posture::all_are_told(&self.postures);
        if fails.is_empty() && !all && !told {
            return Ok(());
        }
        self.heading(unit, resource, findings, out)?;
        if let Some(facets) = posture.filter(|_| !self.view.quiet) {
            writeln!(out, "{}\n", posture::line(facets, self.view.width, self.style))?;
        }
        let mut again = Vec::new();
        for finding in fails {
            match repeated.drawn_with((unit, resource), finding) {
                Some(about) => again.push((about, &*finding.rule.id)),
                None => self.draw(&self.finding(finding), out)?,
            }
        }
        let root = |unit: &UnitName| self.root(unit);
        let mut lines = repeated::lines(&again, unit, root, self.view.width, self.style);
        if all {
            lines.extend(self.silenced(findings));
            let passes: Vec<&str> = of(Verdict::Pass).map(|finding| &*finding.rule.id).collect();
            if !passes.is_empty() {
                let names = visible::line(&passes.join(", ")).into_owned();
                lines.push(self.style.paint(GREEN, "passed: ") + &wrap(&names, 8, self.view.width));
            }
        }
        for line in &lines {
            writeln!(out, "{line}")?;
        }
        if lines.is_empty() { Ok(()) } else { writeln!(out) }
    }

    /// What the files do not decide: a cause is told once, however many resources hang on it.
    fn undecided(&self, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
        let unknown = |it: &&Finding| it.verdict == Verdict::Unknown && it.suppressed.is_none();
        let unknowns: Vec<&Finding> =
            findings.iter().filter(unknown).filter(|_| self.view.show_unknowns).collect();
        let place = |finding: &Finding| finding.location.and_then(|span| self.place(span));
        let telling = unknowns::Telling {
            all: self.view.show_all,
            width: self.view.width,
            style: self.style,
            place: &place,
            root: &|unit| self.root(unit),
        };
        for line in unknowns::lines(&unknowns, &telling) {
            writeln!(out, "{line}")?;
        }
        if unknowns.is_empty() { Ok(()) } else { writeln!(out) }
    }

    /// `aws_cloudtrail.audit in trail · 12 passed, 1 failed, 2 unknown`
    fn heading(
        &self,
        unit: &UnitName,
        resource: Option<&ResourceName>,
        findings: &[&Finding],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let name = resource.map_or("the account", |resource| &resource.address);
        let place = self.root(unit);
        let counts = Counts::of(findings.iter().copied());
        let posture = [(counts.pass, "passed"), (counts.fail, "failed"), (counts.unknown, "unknown")]
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect::<Vec<_>>()
            .join(", ");
        let about = format!("in {} · {posture}", visible::line(&place));
        writeln!(
            out,
            "{} {}\n",
            self.style.paint(BOLD, &visible::line(name)),
            self.style.paint(DIM, about.trim_end_matches(" · "))
        )
    }

    /// Where a unit is, and which of its deployments it is.
    fn root(&self, unit: &UnitName) -> String {
        let place = self.view.working_directory.relative(&unit.root);
        match &unit.deployment {
            Some(deployment) => format!("{place}, deployment {deployment}"),
            None => place,
        }
    }

    fn silenced(&self, findings: &[&Finding]) -> Vec<String> {
        let mut lines = Vec::new();
        for finding in findings {
            let Some(suppressed) = &finding.suppressed else { continue };
            let until = suppressed.until.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
            let place = suppressed
                .span
                .and_then(|span| self.place(span))
                .map(|place| format!(" ({place})"))
                .unwrap_or_default();
            let text = format!("{}{until}: {}{place}", finding.rule.id, suppressed.reason);
            let text = wrap(&visible::line(&text), 12, self.view.width);
            lines.push(format!("{} {text}", self.style.paint(DIM, "suppressed:")));
        }
        lines
    }

    /// `file:line:column`
    fn place(&self, span: Span) -> Option<String> {
        let source = self.sources.get(span.source)?;
        let (start, _) = source.positions(span);
        let file = self.view.working_directory.relative(&source.path);
        Some(format!("{}:{}:{}", visible::line(&file), start.line, start.column))
    }

    fn finding(&self, finding: &Finding) -> Shown {
        let rule = &finding.rule;
        let level = level(rule.severity);
        let (labels, elsewhere) = self.labels(finding);
        Shown {
            code: Some(visible::line(&rule.id).into_owned()),
            url: rule.references.first().map(|url| visible::line(url).into_owned()),
            severity: match level.grade {
                Grade::Error => Severity::Error,
                Grade::Warning => Severity::Warning,
                Grade::Notice => Severity::Advice,
            },
            message: self.wrapped(&format!("{}: {}", level.word, finding.message), 4),
            help: finding.help.as_ref().map(|help| self.wrapped(help, 8)),
            snippet: self.snippet(&labels, 1),
            related: elsewhere.into_iter().take(MOST_RELATED).map(|label| self.step(label)).collect(),
        }
    }

    /// What one drawing of one file can show, and what lies in other files.
    fn labels<'f>(&self, finding: &'f Finding) -> (Vec<Label>, Vec<&'f Label>) {
        let primary = finding.location.map(|span| Label { span, message: finding.label.clone() });
        let mut labels: Vec<Label> = primary.into_iter().collect();
        let mut elsewhere = Vec::new();
        for label in &finding.related {
            if labels.first().is_some_and(|first| first.span.source != label.span.source) {
                elsewhere.push(label);
            } else if !labels.iter().any(|other| self.overlap(other.span, label.span)) {
                // underlines that overlap cannot be drawn: the first one told stays
                labels.push(label.clone());
            }
        }
        (labels, elsewhere)
    }

    /// Whether the underlines of two spans of one source would touch: of a span over several lines only the first
    /// line is drawn.
    fn overlap(&self, a: Span, b: Span) -> bool {
        let Some(source) = self.sources.get(a.source) else { return true };
        let drawn = |span: Span| {
            let line = source.slice(span).lines().next().map_or(0, str::len);
            (span.start as usize, span.start as usize + line)
        };
        let (a, b) = (drawn(a), drawn(b));
        a.0 <= b.1 && b.0 <= a.1
    }

    /// A place in another file.
    fn step(&self, label: &Label) -> Shown {
        let unlabelled = Label { span: label.span, message: String::new() };
        Shown {
            code: None,
            url: None,
            severity: Severity::Advice,
            message: self.wrapped(&label.message, 10),
            help: None,
            snippet: self.snippet(&[unlabelled], 0),
            related: Vec::new(),
        }
    }

    fn file_error(&self, error: &FileError) -> Shown {
        let file = self.view.working_directory.relative(&error.file);
        let label = error.span.map(|span| Label { span, message: "here".to_owned() });
        Shown {
            code: None,
            url: None,
            severity: Severity::Error,
            message: self.wrapped(&format!("error: `{}`: {}", visible::line(&file), error.message), 4),
            help: error.help.as_ref().map(|help| self.wrapped(help, 8)),
            snippet: label.and_then(|label| self.snippet(&[label], 1)),
            related: Vec::new(),
        }
    }

    fn wrapped(&self, text: &str, indent: usize) -> String {
        fill(&visible::text(text), 0, room(indent, self.view.width))
    }

    /// The lines of labels that lie in one file.
    fn snippet(&self, labels: &[Label], context: usize) -> Option<Snippet> {
        let source = self.sources.get(labels.first()?.span.source)?;
        let name = self.view.working_directory.relative(&source.path);
        let spans: Vec<Span> = labels.iter().map(|label| label.span).collect();
        let excerpt = Excerpt::new(visible::line(&name).into_owned(), &source, &spans, context);
        let marked = excerpt.marks().zip(labels).enumerate().map(|(number, (range, label))| {
            let text = (!label.message.is_empty()).then(|| visible::line(&label.message).into_owned());
            let span = (range.start, range.len());
            match number {
                0 => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            }
        });
        let labels = marked.collect();
        Some(Snippet { excerpt, labels })
    }

    fn draw(&self, shown: &Shown, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::with_capacity(USUAL_DRAWING);
        self.handler.render_report(&mut text, shown).map_err(io::Error::other)?;
        // miette pads empty lines
        for line in text.trim_end().lines() {
            out.write_all(line.trim_end().as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.write_all(b"\n")
    }
}

/// A diagnostic as miette wants it.
#[derive(Debug)]
struct Shown {
    code: Option<String>,
    url: Option<String>,
    severity: Severity,
    message: String,
    help: Option<String>,
    snippet: Option<Snippet>,
    related: Vec<Shown>,
}

#[derive(Debug)]
struct Snippet {
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl Display for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.code.as_ref().map(|it| Box::new(it) as Box<dyn Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|it| Box::new(it) as Box<dyn Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.url.as_ref().map(|it| Box::new(it) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|it| &it.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.snippet.as_ref().map(|it| Box::new(it.labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        (!self.related.is_empty()).then(|| Box::new(self.related.iter().map(|it| it as &dyn Diagnostic)) as _)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let window = self.window(&range, before, after).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            window.text.as_bytes(),
            (window.range.start, window.range.len()).into(),
            window.line,
            window.column,
            window.lines,
        )))
    }
}
