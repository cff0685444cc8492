//! What is passed over: read line by line as strictly as the rest, and nothing is held of it but the keys of the mappings
//! that are open.

use super::Reader;
use super::block::Begins;
use crate::source::Span;

/// A block collection that is open.
#[derive(Clone, Copy)]
pub(super) struct Level {
    column: usize,
    /// A mapping, and not a list.
    is_mapping: bool,
    /// Where its keys begin.
    keys: usize,
}

impl Reader<'_> {
    /// Passes over the value of a key at that column, `at` being behind its colon, and goes to the next content. Gives
    /// where the value ends.
    pub(super) fn pass_over(&mut self, column: usize) -> Option<usize> {
        let around = self.levels.len();
        match self.pass_line(self.level_of_key(column))? {
            None => self.pass_opened(around),
            Some(end) => Some(end),
        }
    }

    /// Passes over the collection that is the value of a key at that column, in the same way. Gives where it stands;
    /// `None` for a scalar or a flow collection too.
    pub(super) fn pass_over_collection(&mut self, column: usize) -> Option<Span> {
        let around = self.levels.len();
        let None = self.pass_line(self.level_of_key(column))? else { return None };
        let opened = *self.levels.last()?;
        // a list under its key is told of at its first item
        let is_under_key = !opened.is_mapping && opened.column == column;
        let start = if is_under_key { self.at } else { self.line + opened.column };
        let end = self.pass_opened(around)?;
        Some(self.span(start, end))
    }

    fn level_of_key(&self, column: usize) -> Level {
        Level { column, is_mapping: true, keys: self.keys.len() }
    }

    /// Passes over what is left of the collections that were opened behind `around`, the innermost being at its first
    /// value. Gives where the outermost of them ends.
    fn pass_opened(&mut self, around: usize) -> Option<usize> {
        let mut level = *self.levels.last()?;
        loop {
            match self.pass_line(level)? {
                None => level = *self.levels.last()?,
                Some(end) => match self.next_value(around)? {
                    None => return Some(end),
                    Some(next) => level = next,
                },
            }
        }
    }

    /// Passes over the scalar or the flow collection that is the next value in a collection, and gives where it ends; or
    /// opens the collection that is that value.
    fn pass_line(&mut self, of: Level) -> Option<Option<usize>> {
        let behind = self.at;
        self.skip_spaces();
        if let Some(end) = self.pass_short_text(of.column) {
            return Some(Some(end));
        }
        // most lines that have no text open a mapping
        if self.peek() == Some(b'\n') {
            let behind = (self.at, self.line);
            self.at += 1;
            self.next_content();
            let column = self.column();
            if column > of.column && self.keep_word_key().is_some() {
                self.open(column, true, self.keys.len() - 1)?;
                return Some(None);
            }
            (self.at, self.line) = behind;
        }
        let start = self.start(of.column, of.is_mapping)?;
        match start.what {
            Begins::Line => {
                let line = self.line(of.column, start.tag.is_some())?;
                return Some(Some(line.span.range().end));
            }
            Begins::Mapping(key) => {
                let column = key.span.range().start - self.line;
                self.keep_key(&key)?;
                self.open(column, true, self.keys.len() - 1)?;
            }
            Begins::Nothing => return Some(Some(behind)),
            Begins::List => self.open_list()?,
            Begins::ListUnderKey => {
                self.open_list()?;
                self.skip_spaces();
                // where the first item is below its dash, only the event parser knows where the list begins
                if self.at_line_end() {
                    return None;
                }
            }
        }
        Some(None)
    }

    fn open_list(&mut self) -> Option<()> {
        self.open(self.column(), false, self.keys.len())?;
        self.at += 1;
        Some(())
    }

    fn open(&mut self, column: usize, is_mapping: bool, keys: usize) -> Option<()> {
        self.enter()?;
        self.levels.push(Level { column, is_mapping, keys });
        Some(())
    }

    /// Behind a value: closes the collections that end here, and goes to the next value of the one that goes on; nothing
    /// where all are closed that were opened behind `around`.
    fn next_value(&mut self, around: usize) -> Option<Option<Level>> {
        while self.levels.len() > around {
            let level = *self.levels.last()?;
            self.count()?;
            if level.is_mapping {
                if self.is_at(level.column) && self.keep_word_key().is_some() {
                    return Some(Some(level));
                }
                if let Some(key) = self.next_key(level.column)? {
                    self.keep_key(&key)?;
                    return Some(Some(level));
                }
                self.forget_keys(level.keys)?;
            } else if self.goes_on_with_dash(level.column)? {
                self.at += 1;
                return Some(Some(level));
            }
            self.nesting -= 1;
            self.levels.pop();
        }
        Some(None)
    }
}
