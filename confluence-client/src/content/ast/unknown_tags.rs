//! Tags that a page has no form for: refused, left out, or text.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::InlineKind;
use super::builder::Builder;
use super::tag_names::{is_no_part_of_a_page, plays};
use crate::storage::error::ContentError;

impl Builder<'_> {
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
        let source = self.source;
        let tag = source.slice(at.clone());
        let is_name = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(is_name).take(60).collect();
        source.note(
            at.start,
            format!(
                "`<{name}>` is no tag that a page can hold, and was written as text; write `\\<{name}>` or put it in code"
            ),
        );
        self.inline(InlineKind::Text(CowStr::Borrowed(tag), true), at)
    }
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
