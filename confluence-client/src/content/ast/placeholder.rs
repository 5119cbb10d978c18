//! What looks like a tag of HTML and is a word: `cp <source> <target>`, `Optional<Time>`, `the <Table> component`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::html::mark;
use super::options;
use super::tag_names::{is_around, is_block, is_without_end};
use crate::content::ranges::within;
use crate::storage::text::slice;

/// Where tags begin that nothing closes. What code shows neither opens nor closes anything.
pub(super) fn unclosed(text: &str) -> HashSet<usize> {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    let code = code_in(text);
    for (at, _) in text.match_indices('<').filter(|(at, _)| !within(&code, *at)) {
        let inside = slice(text, at + 1..);
        let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |name| (true, name));
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric();
        let length = inside.bytes().take(LONGEST_NAME).take_while(is_part).count();
        if !inside.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let places = open.entry(slice(inside, ..length).to_ascii_lowercase()).or_default();
        match closes {
            true => drop(places.pop()),
            false => places.push(at),
        }
    }
    open.into_values().flatten().collect()
}

/// The code of a text with tags in it, in order.
fn code_in(text: &str) -> Vec<Range<usize>> {
    let may_have_code = ["`", "~~~", "    ", "\t"].iter().any(|sign| text.contains(sign));
    if !may_have_code || !text.contains('<') {
        return Vec::new();
    }
    let events = Parser::new_ext(text, options()).into_offset_iter();
    let is_code = |event: &Event<'_>| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
    events.filter(|(event, _)| is_code(event)).map(|(_, range)| range).collect()
}

/// No name of HTML is longer.
const LONGEST_NAME: usize = 20;

/// A tag that nothing closes, and where it stands.
pub(super) struct Unclosed<'t> {
    pub(super) text: &'t str,
    pub(super) at: Range<usize>,
    pub(super) name: &'t str,
    pub(super) attributes: &'t str,
    /// Whether it stands in a line, and not at the beginning of one.
    pub(super) in_line: bool,
    /// Whether elements of HTML are open around it.
    pub(super) within: bool,
}

impl Unclosed<'_> {
    /// Whether it is a word between brackets. It has no end and no value, and stands as no tag of HTML does that someone
    /// forgot to close: right behind a word, with capitals, or in a sentence that it would tear apart.
    pub(super) fn is_placeholder(&self) -> bool {
        let (text, name, tag) = (self.text, self.name, slice(self.text, self.at.clone()));
        if self.attributes.contains('=') || tag.ends_with("/>") {
            return false;
        }
        let is_behind_word = slice(text, ..self.at.start)
            .ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_');
        let is_odd = is_behind_word
            || slice(tag, 1..).starts_with(|first: char| first.is_ascii_uppercase())
            || !self.attributes.trim().is_empty();
        match name {
            "br" | "hr" | "wbr" | "pre" | "style" | "script" | "svg" => false,
            _ if mark(name).is_some() => is_odd,
            _ if is_without_end(name) => self.in_line && is_odd && !self.within,
            _ if is_block(name) && !self.in_line => {
                is_around(name) && begins_sentence(slice(text, self.at.end..))
            }
            _ => true,
        }
    }
}

/// Whether a word follows behind a blank.
fn begins_sentence(behind: &str) -> bool {
    behind.strip_prefix(' ').is_some_and(|word| word.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn names_of_elements_that_stand_for_something_are_text() {
        for text in [
            "Returns Optional<Time> here",
            "cp <source> <target>",
            "Set the <time> and <address> and <label> fields",
            "Type T<P> is nice",
            "Box<A> and Foo<A>",
            "Set <Q> to 5",
            "List<Object>",
            "Cell<i> b",
            "Array<S> x",
            "a<b and c>d",
            "Use <Table> for tables",
            "the <title> field and <input> in <Button>",
            "<time> is needed",
            "<address> is needed",
        ] {
            for (markdown, stored) in [
                (text.to_owned(), format!("<p>{}</p>", escaped(text))),
                (format!("## {text}"), format!("<h2>{}</h2>", escaped(text))),
                (
                    format!("{text}\n\n<table><tr><td>x</td></tr></table>\n\n<b>y</b>"),
                    format!(
                        "<p>{}</p><table><tbody><tr><td><p>x</p></td></tr></tbody></table><p><strong>y</strong></p>",
                        escaped(text)
                    ),
                ),
            ] {
                let page = to_storage(&markdown, &WriteOptions::new()).unwrap();
                assert_eq!(page.storage, stored, "{markdown}");
                assert!(page.notes.iter().any(|note| note.message.contains("as text")), "{:?}", page.notes);
            }
        }
    }

    fn escaped(text: &str) -> String {
        text.replace('<', "&lt;").replace('>', "&gt;")
    }

    #[test]
    fn a_tag_that_code_names_opens_and_closes_nothing() {
        for (markdown, stored) in [
            ("An <abbr>the `<abbr>` tag</abbr> b", "<p>An the <code>&lt;abbr&gt;</code> tag b</p>"),
            (
                "<label>See `<label>` and\n\n```\n<label>\n```\n\nend</label> b",
                "<p>See <code>&lt;label&gt;</code> and</p>",
            ),
            (
                "Set <label> as `</label>` does",
                "<p>Set &lt;label&gt; as <code>&lt;/label&gt;</code> does</p>",
            ),
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap();
            assert!(page.storage.starts_with(stored), "{markdown}: {}", page.storage);
        }
    }

    #[test]
    fn what_html_leaves_open_is_html() {
        for (markdown, stored) in [
            ("a <b>b", "<p>a <strong>b</strong></p>"),
            ("one<br>two<BR>three", "<p>one<br />two<br />three</p>"),
            ("one <p>two", "<p>one</p><p>two</p>"),
            ("H<sub>2</sub>O and T<B>x</B>", "<p>H<sub>2</sub>O and T<strong>x</strong></p>"),
            ("<ul><li>a<li>b</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
            (
                "<a name=\"x\">a",
                "<p><ac:structured-macro ac:name=\"anchor\" ac:schema-version=\"1\"><ac:parameter ac:name=\"\">x</ac:parameter></ac:structured-macro>a</p>",
            ),
            ("<div>\n\na", "<p>a</p>"),
            (
                "a <TABLE><TR><TD>x<TD>y</TABLE>",
                "<p>a</p><table><tbody><tr><td><p>x</p></td><td><p>y</p></td></tr></tbody></table>",
            ),
        ] {
            assert_eq!(to_storage(markdown, &WriteOptions::new()).unwrap().storage, stored, "{markdown}");
        }
    }
}
