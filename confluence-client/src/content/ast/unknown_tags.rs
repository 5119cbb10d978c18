//! Tags that a page has no form for: refused, left out, or text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::builder::Builder;
use super::html::mark;
use super::tag_names::{is_block, is_no_part_of_a_page, is_part_of_line, plays};
use super::words::{in_place_of, instead_of_directive};
use super::{InlineKind, Source, alert_macro};
use crate::storage::error::ContentError;

impl<'m> Builder<'m> {
    pub(super) fn unknown_tag(&mut self, name: &str, at: Range<usize>) -> Result<(), ContentError> {
        let tag = self.source.slice(at.clone());
        let shown: String = tag.chars().take(60).collect();
        let instead = "write a link, or the macro `::widget{url=\"https://...\"}`";
        match name {
            "iframe" => Err(self.source.refuse(at.start, format!("`{shown}` cannot be stored; {instead}"))),
            _ if plays(name) => {
                self.source.note(at.start, format!("`{shown}` was left out; {instead}"));
                Ok(())
            }
            _ if is_no_part_of_a_page(name) => {
                let message =
                    format!("`<{name}>` was left out, and its text kept: a page has no such element");
                self.source.note(at.start, message);
                match name {
                    "option" if self.in_line() => {
                        self.inline(InlineKind::Text(CowStr::Borrowed(" "), true), at)
                    }
                    _ => Ok(()),
                }
            }
            _ => self.tag_as_text(at),
        }
    }

    /// What HTML does not know is text that looks like a tag, `Vec<T>`.
    pub(super) fn tag_as_text(&mut self, at: Range<usize>) -> Result<(), ContentError> {
        let source: &'m Source = self.source;
        let tag = source.slice(at.clone());
        if self.in_summary {
            self.summary_event(&Event::Text(CowStr::Borrowed(tag)));
            return Ok(());
        }
        let is_name = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(is_name).take(60).collect();
        let lower = name.to_ascii_lowercase();
        let why = match is_known(&lower) && !tag.starts_with("</") {
            true => "is never closed",
            false => "is not a tag that a page can hold",
        };
        let instead = instead_of(&lower).unwrap_or_else(|| format!("write `\\<{name}>` or put it in code"));
        let message = format!("`<{name}>` {why}, and was written as text; {instead}");
        source.note(at.start, message);
        self.inline(InlineKind::Text(CowStr::Borrowed(tag), true), at)
    }
}

/// What to write in place of a tag that names a macro of Confluence, or an alert.
fn instead_of(name: &str) -> Option<String> {
    let kind = match name {
        "toc" | "expand" | "collapse" | "accordion" | "alert" | "callout" | "admonition" => {
            return in_place_of(name, "");
        }
        "status" | "badge" | "lozenge" | "jira" | "issue" => {
            return Some(instead_of_directive(name).to_owned());
        }
        "panel" => "NOTE",
        _ => match alert_macro(name)? {
            "tip" => "TIP",
            "note" => "WARNING",
            "warning" => "CAUTION",
            _ => "NOTE",
        },
    };
    Some(format!("an alert is `> [!{kind}]` with its text below in `> `"))
}

/// Whether HTML has an element of this name that means something in Markdown.
fn is_known(name: &str) -> bool {
    let is_other = matches!(name, "a" | "q" | "time" | "input" | "img" | "iframe");
    is_other
        || mark(name).is_some()
        || is_part_of_line(name)
        || is_block(name)
        || is_no_part_of_a_page(name)
        || plays(name)
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn elements_that_no_page_has_leave_their_text() {
        for (markdown, stored, told) in [
            ("a <button>Save</button> b", "<p>a Save b</p>", "`<button>` was left out, and its text kept"),
            (
                "<select><option>A</option><option>B</option></select>",
                "<p>A B</p>",
                "`<select>` was left out",
            ),
            ("<head><meta x=\"y\"><title>T</title></head>\n\nb", "<p>T</p><p>b</p>", "`<head>` was left out"),
            ("a <svg><path d=\"M0\"/><text>x</text></svg> b", "<p>a  b</p>", "a page stores no drawings"),
            (
                "a <video src=\"v.mp4\"></video> b",
                "<p>a  b</p>",
                "`<video src=\"v.mp4\">` was left out; write a link",
            ),
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap();
            let notes: Vec<String> = page.notes.iter().map(ToString::to_string).collect();
            assert_eq!(page.storage, stored, "{markdown}");
            assert!(notes.concat().contains(told), "{notes:?}");
        }
        assert!(to_storage("<iframe src=\"https://e.com\"></iframe>", &WriteOptions::new()).is_err());
    }
}
