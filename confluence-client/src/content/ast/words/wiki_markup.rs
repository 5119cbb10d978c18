//! The wiki markup of old Confluence, and links as other Markdown has them: told, not understood.

use pulldown_cmark::CowStr;

use super::super::list_signs::is_line_end;
use super::super::{Inline, InlineKind, Source, alert_macro};
use super::double_brackets::{is_file, is_picture};
use super::other_tools::line_of_another_tool;
use super::table_lines::row_of_nothing;
use super::{LONGEST_GUESS, Text, until_end};
use crate::site::Deployment;

impl Text<'_> {
    /// `{toc}`, `{info}` and the like are the markup of old.
    pub(super) fn wiki_markup<K>(&self, at: usize, rest: &str) -> Option<K> {
        self.template_tag(at, rest);
        self.monospaced(at, rest);
        let inside = until_end(rest.strip_prefix('{')?, '}')?;
        self.role(at, rest, inside);
        self.change(at, inside);
        let name = inside.split(':').next().unwrap_or("");
        let instead = match name {
            "info" | "note" | "tip" | "warning" => "an alert is `> [!NOTE]` with its text below in `> `",
            "panel" => "a panel is `:::panel{title=\"T\"}` around blocks, up to a line `:::`",
            "code" | "noformat" => "code stands between fences of three backticks",
            "expand" => "a folded block is `<details>` with a `<summary>`",
            "status" => "a status is `:status[DONE]{green}`",
            "jira" => "an issue is `:jira{key=ABC-1}`",
            "quote" => "a quote has `> ` before each line",
            "color" => "a colour of text cannot be written in Markdown",
            "anchor" => "an anchor is `:anchor{default=name}`",
            "section" | "column" => {
                "columns are `:::layout`, in it `:::layout-section{type=two_equal}`, and in that a `:::layout-cell` for each"
            }
            "excerpt" => "a macro around blocks is `:::name{parameter=value}`, up to a line `:::`",
            "toc" if inside.contains(':') => {
                "a table of contents is `::toc{maxLevel=3}` on a line of its own"
            }
            "children" | "include" | "attachments" => {
                "a macro is `::name{parameter=value}` on a line of its own"
            }
            _ => return None,
        };
        let before = self.text.get(..at)?.chars().next_back();
        if before.is_none_or(|sign| !sign.is_alphanumeric() && sign != '$' && sign != '{') {
            self.source.note(
                self.place(at),
                format!("`{{{inside}}}` is markup of another kind, and was written as text; {instead}"),
            );
        }
        None
    }

    /// `{{text}}` is code in the markup of old, and a placeholder for other tools.
    fn monospaced(&self, at: usize, rest: &str) {
        let inside = rest.strip_prefix("{{").and_then(|inside| until_end(inside, '}'));
        let Some(inside) = inside.filter(|inside| !inside.contains(['{', '<', '%'])) else { return };
        let closes = rest.get(inside.len() + 2..).is_some_and(|behind| behind.starts_with("}}"));
        let is_variable = self.text.get(..at).is_some_and(|before| before.ends_with('$'));
        if closes && !is_variable && inside.trim().starts_with(char::is_alphanumeric) {
            let message = format!(
                "`{{{{{inside}}}}}` was written as text: code stands between backticks, and nothing is put in its place on a page"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `[#place]` is a link to a place on the page, and `[^plan.pdf]` to a file of it, in the markup of old.
    fn short_link(&self, at: usize, rest: &str) {
        let Some(inside) = rest.strip_prefix('[').and_then(|inside| until_end(inside, ']')) else { return };
        let behind = rest.get(inside.len() + 2..).unwrap_or("");
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        if behind.starts_with(['(', '[', ':', '*', '+', '?']) || !before.is_none_or(char::is_whitespace) {
            return;
        }
        let instead = match (inside.strip_prefix('#'), inside.strip_prefix('^')) {
            (Some(place), _) if place.starts_with(char::is_alphabetic) => format!("[{place}](<#{place}>)"),
            (_, Some(file)) if is_file(file) => format!("[{file}](attachment:{file})"),
            _ => return,
        };
        let message =
            format!("`[{inside}]` is a link in another markup, and was written as text; write `{instead}`");
        self.source.note(self.place(at), message);
    }

    /// `^[A note]` is a footnote in the Markdown of other tools.
    pub(super) fn inline_note(&self, at: usize, rest: &str) {
        let inside = rest.strip_prefix("^[").and_then(|inside| until_end(inside, ']'));
        // A class of characters in a pattern has no blanks between words.
        if let Some(note) = inside.filter(|note| note.trim() == *note && note.contains(' ')) {
            let message = format!(
                "`^[{note}]` was written as text; a footnote is `[^1]`, and on a line of its own `[^1]: {note}`"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `!plan.png|width=300!` is an image in the markup of old.
    pub(super) fn wiki_image<K>(&self, at: usize, rest: &str) -> Option<K> {
        let before = self.text.get(..at)?.chars().next_back();
        let inside = until_end(rest.strip_prefix('!')?, '!')?;
        let file = inside.split('|').next().unwrap_or("");
        let (stem, kind) = file.rsplit_once('.')?;
        if is_picture(&kind.to_ascii_lowercase())
            && !stem.is_empty()
            && !stem.starts_with('[')
            && before.is_none_or(char::is_whitespace)
        {
            let message = format!(
                "`!{inside}!` is an image in another markup, and was written as text; write `![](attachment:{file})`"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `[~ada]` is a mention in the markup of old, and `[text|https://example.com]` a link.
    pub(super) fn wiki_link(&self, at: usize, rest: &str) -> Option<(InlineKind<'static>, usize)> {
        if self.source.text().get(..self.place(at)).is_some_and(|before| before.ends_with('!')) {
            self.sized_image(at);
        }
        if let Some(inside) = rest.strip_prefix("[[").and_then(|inside| until_end(inside, ']')) {
            self.double_brackets(at, inside);
            return None;
        }
        if let Some(label) = rest.strip_prefix("[^").and_then(|rest| until_end(rest, ']'))
            && self.source.known.has_footnote(label)
        {
            return Some((InlineKind::FootnoteReference(CowStr::from(label.to_owned())), label.len() + 3));
        }
        self.undefined_footnote(at, rest);
        self.short_link(at, rest);
        self.piped_link(at, rest);
        self.span(at, rest);
        self.undefined_link(at, rest);
        let inside = until_end(rest.strip_prefix("[~")?, ']')?;
        let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_' | ':' | '@');
        let stands_alone = self.text.get(..at)?.chars().next_back().is_none_or(char::is_whitespace);
        if stands_alone && inside.starts_with(char::is_alphabetic) && inside.chars().all(plain) {
            // Cloud knows nobody by the name of a login.
            let id = if self.source.options().deployment == Some(Deployment::Cloud) {
                "ACCOUNT_ID"
            } else {
                inside
            };
            let message = format!(
                "`[~{inside}]` is a mention in another markup, and was written as text; write `[@Name](user:{id})`"
            );
            self.source.note(self.place(at), message);
        }
        None
    }

    /// `[^1]` is a footnote only where `[^1]: text` stands somewhere.
    fn undefined_footnote(&self, at: usize, rest: &str) {
        let Some(label) = rest.strip_prefix("[^").and_then(|rest| until_end(rest, ']')) else { return };
        let is_word = |part: &str| !part.is_empty() && part.chars().all(char::is_alphanumeric);
        // A class of characters, `[^a-z]`, is none.
        let is_label = label.split(['-', '_']).all(is_word)
            && (label.len() > 1 || label.bytes().all(|byte| byte.is_ascii_digit()))
            && !label.split('-').all(|part| part.chars().count() == 1 && label.len() > 1);
        let behind = rest.get(label.len() + 3..).unwrap_or("");
        if is_label && !behind.starts_with(['*', '+', '?', '{', ']']) {
            let message = format!(
                "`[^{label}]` is a footnote only with a line `[^{label}]: text`, which is missing: it was written as text"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `[text][label]` is a link only where `[label]: URL` stands somewhere.
    fn undefined_link(&self, at: usize, rest: &str) {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let parted = rest.strip_prefix('[').and_then(|rest| until_end(rest, ']'));
        let Some(text) =
            parted.filter(|text| text.contains(char::is_alphabetic) && !text.contains(['[', '|']))
        else {
            return;
        };
        let behind = rest.get(text.len() + 2..).and_then(|rest| rest.strip_prefix('['));
        let Some(label) = behind.and_then(|behind| until_end(behind, ']')) else { return };
        let stands_alone =
            before.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, ']' | '_' | ')' | '['));
        if stands_alone && !label.is_empty() && !label.contains('[') {
            let message = format!(
                "`[{text}][{label}]` is a link only with a line `[{label}]: ADDRESS`, which is missing: it was written as text; \
                 write `[{text}](ADDRESS)`"
            );
            self.source.note(self.place(at), message);
        }
    }

    /// `[text|https://example.com]`: a URL behind the bar is a link of its own by now.
    fn piped_link(&self, at: usize, rest: &str) {
        let label = rest.strip_prefix('[').and_then(|rest| until_end(rest, '|'));
        let Some(label) = label.filter(|label| !label.is_empty() && !label.contains([']', '['])) else {
            return;
        };
        // What is escaped in the label makes it longer in the source.
        let source = self.source.text().get(self.place(at)..).unwrap_or("");
        let near = source.get(..source.floor_char_boundary(2 * LONGEST_GUESS)).unwrap_or("");
        let length = near.find('|').map_or(source.len(), |bar| bar + 1);
        let target = source.get(length..).and_then(|target| until_end(target, ']')).unwrap_or("");
        let address = target.trim_matches(['<', '>']);
        if address.starts_with("http") || address.starts_with('#') || address.starts_with('^') {
            let message = format!(
                "`[{label}|{address}]` is a link in another markup, and its text was written as it stands; write \
                 `[{label}]({address})`"
            );
            self.source.note(self.place(at), message);
        }
    }
}

/// Tells what only the beginning of a line says: headings, quotes and tables of wiki markup, boxes to tick, rows of a
/// table without its second line.
pub(in super::super) fn tell_of_line_start(source: &Source, line: &[Inline<'_>]) {
    let mut is_start = true;
    for (index, inline) in line.iter().enumerate() {
        let begins = std::mem::replace(&mut is_start, is_line_end(&inline.kind));
        let InlineKind::Text(text, false) = &inline.kind else { continue };
        if !begins {
            continue;
        }
        let at = inline.range.start;
        let first = if index == 0 { line_start(text).or_else(|| admonition(source, text, at)) } else { None };
        let found = first.or_else(|| row_of_nothing(source, text, at));
        if let Some(message) = found.or_else(|| line_of_another_tool(source, at)) {
            return source.note(at, message);
        }
    }
}

/// An admonition in a quote; others are understood, or told of, before the lines are read.
fn admonition(source: &Source, text: &str, at: usize) -> Option<String> {
    let word = text.strip_prefix("!!! ").or_else(|| text.strip_prefix("??? "))?.split(' ').next()?;
    let line = source.text().get(..at)?.rsplit('\n').next()?;
    (line.contains('>') && alert_macro(word).is_some()).then(|| {
        format!(
            "`{text}` was written as text, since no admonition stands in a quote; an alert is `> [!NOTE]`"
        )
    })
}

/// What a line begins with that means nothing here.
fn line_start(text: &str) -> Option<String> {
    let word = text.split(' ').next()?;
    let of_old = match word.as_bytes() {
        [b'h', level @ b'1'..=b'6', b'.'] => {
            let marks = "#".repeat(usize::from(level - b'0'));
            Some(format!("a heading is `{marks} Title`"))
        }
        b"bq." => Some("a quote has `> ` before each line".to_owned()),
        [b'|', b'|', ..] => {
            Some(
                "its lines were joined; a table has its head between single pipes, and below it a line `|---|---|`"
                    .to_owned(),
            )
        }
        b".."
            if text
                .get(3..)
                .is_some_and(|rest| rest.split(' ').next().is_some_and(|word| word.ends_with("::"))) =>
        {
            Some(
                "an alert is `> [!NOTE]` with its text below in `> `, a macro `::name{parameter=value}`"
                    .to_owned(),
            )
        }
        _ => None,
    };
    if let Some(instead) = of_old.filter(|_| text.len() > word.len() || word.starts_with("||")) {
        let shown = if word.starts_with("||") { "||" } else { word };
        return Some(format!("`{shown}` is markup of another kind, and was written as text; {instead}"));
    }
    if let Some(message) = glued_heading(text) {
        return Some(message);
    }
    let boxes = ["[]", "[ ]", "[x]", "[X]", "[-]", "[/]", "[>]", "[?]", "[!]", "[~]"];
    let found = boxes.into_iter().find(|empty| text.starts_with(empty))?;
    let behind = text.get(found.len()..)?;
    let is_box = behind.starts_with(' ')
        || matches!(found, "[ ]" | "[x]" | "[X]") && behind.starts_with(char::is_alphanumeric);
    is_box.then(|| {
        format!("`{found}` was written as text; a task is `- [ ] text` in a list of its own, or `- [x] text`")
    })
}

/// `##Title`, without a blank; `#tag` and `#tag #other` are words.
fn glued_heading(text: &str) -> Option<String> {
    let marks = text.bytes().take_while(|&byte| byte == b'#').count();
    let title = text.get(marks..)?;
    let is_title = match marks {
        1 => title.starts_with(char::is_uppercase) && !title.contains('#'),
        2..=6 => title.starts_with(char::is_alphanumeric),
        _ => false,
    };
    let hashes = text.get(..marks)?;
    is_title.then(|| {
        format!(
            "`{hashes}` begins a heading only with a blank behind it, and was written as text; write `{hashes} Title`, or \
             `\\{hashes}` for the sign"
        )
    })
}
