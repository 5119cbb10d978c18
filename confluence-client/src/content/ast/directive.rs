//! Our words for what Markdown lacks: `name[label]{#b4 key=value}`.

use std::cell::Cell;

use crate::content::handle::Handle;
use crate::content::macro_names;
use crate::storage::text::slice;

/// A directive, its colons aside.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Directive {
    pub(crate) name: String,
    pub(crate) label: Option<String>,
    pub(crate) handle: Option<Handle>,
    /// Words without a value, as in `{blue subtle}`.
    pub(crate) words: Vec<String>,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Directive {
    /// The name of the macro that it stands for.
    pub(crate) fn macro_name(&self) -> &str {
        match &*self.name {
            "macro" => self.attribute("name").unwrap_or("macro"),
            name => name,
        }
    }

    /// The attributes that are parameters of a macro: of `macro{name="odd name" key=value}` the first is its name.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        match self.attributes.split_first() {
            Some(((name, _), parameters)) if name == "name" && self.name == "macro" => parameters,
            _ => &self.attributes,
        }
    }

    /// The key of an issue that stands where others have a label: `:jira[ABC-1]`, `:jira{ABC-1}`.
    pub(crate) fn issue_key(&self) -> Option<&str> {
        let alone = match (&self.label, self.words.as_slice()) {
            (Some(label), []) => label,
            (None, [word]) => word,
            _ => return None,
        };
        let (project, number) = alone.rsplit_once('-')?;
        let is_key = project.starts_with(|first: char| first.is_ascii_uppercase())
            && project.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_key && self.attributes.is_empty()).then_some(alone)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }
}

/// Text in which some characters were escaped and therefore mean nothing but themselves.
#[derive(Debug, Default)]
pub(crate) struct Literal {
    pub(crate) text: String,
    pub(crate) escaped: Vec<usize>,
    /// Characters looked at so far: text made of openings that never close must not cost quadratic time.
    pub(crate) effort: Cell<usize>,
}

/// Names of macros are short; a longer run of letters behind a colon is text.
const LONGEST_NAME: usize = 100;

/// Characters that may be looked at for each byte of a line. Ordinary lines need less than two; a line of openings that
/// never close would need as many as it has bytes.
const EFFORT_PER_BYTE: usize = 16;

/// Directives that stand for something within a line and are no macro.
pub(crate) const STANDS_IN_LINE: [&str; 4] = ["status", "date", "emoticon", "placeholder"];

impl Literal {
    pub(super) fn push(&mut self, text: &str, escaped: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        if escaped {
            let bytes = self.text.as_bytes();
            self.escaped.extend((start..bytes.len()).filter(|&at| bytes.get(at) != Some(&b' ')));
        }
    }

    fn spend(&self, characters: usize) -> Option<()> {
        let effort = self.effort.get() + characters;
        self.effort.set(effort);
        (effort <= self.text.len() * EFFORT_PER_BYTE + 4096).then_some(())
    }

    pub(crate) fn is_escaped(&self, at: usize) -> bool {
        self.escaped.binary_search(&at).is_ok()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied().filter(|_| !self.is_escaped(at))
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        slice(&self.text, start..end)
    }

    /// Where the label ends that begins at a place: brackets in it come in pairs, or the first one ends it.
    fn closing(&self, at: usize) -> Option<usize> {
        let first = self.find(b']', at)?;
        let mut depth = 0_usize;
        for place in at..self.text.len() {
            match self.byte(place) {
                Some(b'[') => depth += 1,
                Some(b']') if depth == 0 => return Some(place),
                Some(b']') => depth -= 1,
                _ => {}
            }
            if place > first {
                self.spend(1)?;
            }
        }
        Some(first)
    }

    /// Where a value in quotes ends: at the next quote, and where other signs may be an apostrophe or a quote within, at one
    /// that another value or the end follows.
    fn end_of_quote(&self, close: char, at: usize) -> Option<usize> {
        let rest = slice(&self.text, at..);
        let mut places = rest.match_indices(close).map(|(place, _)| at + place);
        let is_end = |&place: &usize| {
            !self.is_escaped(place)
                && (close == '"' || matches!(self.byte(place + close.len_utf8()), Some(b' ' | b'}')))
        };
        let found = places.find(is_end);
        self.spend(found.unwrap_or(self.text.len()).saturating_sub(at))?;
        found
    }

    /// The next place at or after `at` where `wanted` stands unescaped.
    fn find(&self, wanted: u8, at: usize) -> Option<usize> {
        let found = (at..self.text.len()).find(|&place| self.byte(place) == Some(wanted));
        self.spend(found.unwrap_or(self.text.len()).saturating_sub(at))?;
        found
    }
}

/// The length of the name of a directive that a text begins with; 0 if it begins with none.
pub(super) fn name_length(text: &str) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let length = text.bytes().take(LONGEST_NAME).take_while(is_part).count();
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) { length } else { 0 }
}

/// Whether a name behind two colons is meant as a directive: by its brackets or braces, or since it is the name of one.
pub(super) fn is_meant(line: &str) -> bool {
    let (name, rest) = line.split_at_checked(name_length(line)).unwrap_or((line, ""));
    let is_ours =
        |name: &str| STANDS_IN_LINE.contains(&name) || matches!(name, "adf-extension" | "element" | "macro");
    match rest.chars().next() {
        Some('[' | '{') => true,
        None => is_ours(name) || macro_names::is_known(name),
        // Other tools write values in parentheses.
        Some(next) => (next.is_whitespace() || next == '(') && (is_ours(name) || macro_names::is_known(name)),
    }
}

/// Reads `name[label]{..}` at `at`; returns it with the place behind it.
pub(crate) fn parse(text: &Literal, at: usize) -> Option<(Directive, usize)> {
    let length = name_length(slice(&text.text, at..));
    let escaped = text.escaped.partition_point(|&escaped| escaped < at);
    let first = text.escaped.get(escaped).map_or(usize::MAX, |&escaped| escaped - at);
    let mut end = at + length.min(first);
    text.spend(end - at)?;
    let name = text.slice(at, end);
    if name.is_empty() {
        return None;
    }
    let mut directive = Directive { name: name.to_owned(), ..Directive::default() };
    if text.byte(end) == Some(b'[') {
        let close = text.closing(end + 1)?;
        directive.label = Some(text.slice(end + 1, close).to_owned());
        end = close + 1;
    }
    if text.byte(end) == Some(b'{') {
        end = braces(text, end, &mut directive)?;
    }
    Some((directive, end))
}

/// Reads `{..}` and returns the place behind it.
pub(crate) fn braces(text: &Literal, at: usize, directive: &mut Directive) -> Option<usize> {
    let mut at = at + 1;
    loop {
        text.spend(1)?;
        while matches!(text.byte(at), Some(b' ')) {
            at += 1;
        }
        match text.byte(at)? {
            b'}' => return Some(at + 1),
            b'#' => {
                let end = word_end(text, at + 1);
                directive.handle = Some(text.slice(at, end).parse().ok()?);
                at = end;
            }
            _ => at = attribute(text, at, directive)?,
        }
    }
}

fn attribute(text: &Literal, at: usize, directive: &mut Directive) -> Option<usize> {
    let end = word_end(text, at);
    text.spend(end - at)?;
    let name = text.slice(at, end).to_owned();
    if name.is_empty() {
        return None;
    }
    if text.byte(end) != Some(b'=') {
        directive.words.push(name);
        return Some(end);
    }
    let (value, end) = value(text, end + 1)?;
    directive.attributes.push((name, value));
    Some(end)
}

/// Reads a value, in quotes or without, and returns it with the place behind it. An apostrophe that nothing closes is part
/// of the value.
fn value(text: &Literal, at: usize) -> Option<(String, usize)> {
    let first = slice(&text.text, at..).chars().next().filter(|_| !text.is_escaped(at));
    if let Some(close) = first.and_then(closing_quote) {
        let start = at + first.map_or(0, char::len_utf8);
        match text.end_of_quote(close, start) {
            Some(end) => return Some((text.slice(start, end).to_owned(), end + close.len_utf8())),
            None if close == '"' => return None,
            None => {}
        }
    }
    let end = word_end(text, at);
    Some((text.slice(at, end).to_owned(), end))
}

/// What closes a value that opens with a sign, if that is a quote.
pub(crate) fn closing_quote(open: char) -> Option<char> {
    match open {
        '"' | '\'' => Some(open),
        '\u{201c}' => Some('\u{201d}'),
        _ => None,
    }
}

fn word_end(text: &Literal, at: usize) -> usize {
    let mut end = at;
    while end < text.text.len() {
        match text.byte(end) {
            Some(b' ' | b'}' | b'=' | b'"' | b'{') => break,
            _ => end += 1,
        }
    }
    end
}

/// The handle in the info string of code.
pub(super) fn handle_in(info: &str) -> Option<Handle> {
    let (_, rest) = info.split_once("{#")?;
    let end = rest.find([' ', '}'])?;
    rest.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_handles_words_and_values() {
        let text = Literal {
            text: "jira{#b9 key=ABC-1 jql=\"a = b\" subtle} rest".to_owned(),
            escaped: Vec::new(),
            ..Literal::default()
        };
        let (directive, end) = parse(&text, 0).unwrap();
        assert_eq!(directive.name, "jira");
        assert_eq!(directive.handle.unwrap().to_string(), "#b9");
        assert_eq!(directive.attribute("key"), Some("ABC-1"));
        assert_eq!(directive.attribute("jql"), Some("a = b"));
        assert_eq!(directive.words, ["subtle"]);
        assert_eq!(text.slice(end, end + 5), " rest");
    }

    #[test]
    fn values_stand_in_any_quotes() {
        for (text, expected) in [
            ("jira{key='ABC-1'}", "ABC-1"),
            ("jira{key='a = \"b\" c' x=y}", "a = \"b\" c"),
            ("jira{key=\u{201c}two words\u{201d}}", "two words"),
            ("jira{key='it's here'}", "it's here"),
            ("jira{key='tis}", "'tis"),
            ("jira{key=\"it's\"}", "it's"),
        ] {
            let literal = Literal { text: text.to_owned(), ..Literal::default() };
            let (directive, end) = parse(&literal, 0).unwrap();
            assert_eq!((directive.attribute("key"), end), (Some(expected), text.len()), "{text}");
        }
        let endless = Literal { text: "jira{key=\"a}".to_owned(), ..Literal::default() };
        assert!(parse(&endless, 0).is_none());
    }

    #[test]
    fn a_path_of_a_program_is_no_name() {
        let text = Literal { text: "std::vec{#b1}".to_owned(), ..Literal::default() };
        assert_eq!(parse(&text, 0).unwrap().1, 3);
    }

    #[test]
    fn escaped_characters_end_nothing() {
        let text = Literal { text: "status[a]b]".to_owned(), escaped: vec![8], ..Literal::default() };
        assert_eq!(parse(&text, 0).unwrap().0.label.as_deref(), Some("a]b"));
        for (text, label) in [("status[a [b] c]", "a [b] c"), ("status[a [b]", "a [b")] {
            let text = Literal { text: text.to_owned(), ..Literal::default() };
            assert_eq!(parse(&text, 0).unwrap().0.label.as_deref(), Some(label));
        }
    }
}
