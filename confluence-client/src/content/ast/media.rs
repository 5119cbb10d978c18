//! Elements of HTML that say by an attribute what they show: days, and what is played.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::builder::{Builder, Verbatim};
use super::directive::Directive;
use super::html::{Token, attribute, tokens};
use super::tag_names::plays;
use super::{InlineKind, Source};
use crate::storage::error::ContentError;
use crate::storage::text::slice;

/// How far the end of a day is looked for.
const LONGEST: usize = 1000;

impl<'m> Builder<'m> {
    /// A day. What stands in the element says it once more; what is no day alone is its text.
    pub(super) fn time_tag(&mut self, attributes: &str, at: Range<usize>) -> Result<(), ContentError> {
        let Some(day) = attribute(attributes, "datetime") else { return Ok(()) };
        let day = day.trim();
        let text = self.text_of_time(&at).filter(|_| self.verbatim.is_none()).unwrap_or("");
        let is_day = day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok();
        if !is_day && !text.trim().is_empty() {
            let message = format!(
                "`{day}` of `<time>` was left out, since a page stores days alone, as `2026-11-23`; its text was kept"
            );
            self.source.note(at.start, message);
            return Ok(());
        }
        // Words such as `soon` say something else.
        if text.contains(|sign: char| sign.is_ascii_digit()) {
            self.verbatim = Some((Verbatim::Time, at.end));
        }
        let date = Directive { name: "date".to_owned(), label: Some(day.to_owned()), ..Directive::default() };
        self.inline(InlineKind::Directive(Box::new(date)), at)
    }

    /// The text of a day that is closed behind it, before another one begins.
    fn text_of_time(&self, at: &Range<usize>) -> Option<&'m str> {
        let source: &'m Source = self.source;
        let text = source.text();
        if source.slice(at.clone()).ends_with("/>") {
            return None;
        }
        let near = slice(text, at.end..text.ceil_char_boundary((at.end + LONGEST).min(text.len())));
        let near = near.split("\n\n").next().unwrap_or(near);
        let lower = near.to_ascii_lowercase();
        let open = lower.find("<time").unwrap_or(lower.len());
        let close = lower.find("</time").filter(|close| *close < open)?;
        near.get(..close)
    }

    /// Tells of the text of a day that says something else than the day.
    pub(super) fn tell_text_of_time(&self, raw: &str, start: usize) {
        let texts = tokens(raw).into_iter().filter(|(token, _)| *token == Token::Text);
        let shown: String = texts.map(|(_, place)| raw.get(place).unwrap_or("")).collect();
        let shown = shown.trim();
        let tag = slice(self.source.text(), ..start).rsplit('<').next().unwrap_or("");
        if !shown.is_empty() && !tag.contains(shown) {
            let message =
                format!("the text `{shown}` of `<time>` was left out: a date shows its day by itself");
            self.source.note(start, message);
        }
    }

    /// Writes a link in place of what plays something, to what it plays. False where there is no URL of the web.
    pub(super) fn media_tag(
        &mut self,
        name: &str,
        attributes: &str,
        at: &Range<usize>,
    ) -> Result<bool, ContentError> {
        if plays(name) {
            self.is_linked = false;
        } else if name != "source" {
            return Ok(false);
        }
        let named = if name == "object" { "data" } else { "src" };
        let uri = attribute(attributes, named).map(|uri| uri.trim().to_owned()).unwrap_or_default();
        let is_web = uri.starts_with("https://") || uri.starts_with("http://");
        let source: &'m Source = self.source;
        let shown: String = source.slice(at.clone()).chars().take(200).collect();
        if name == "source" && !uri.is_empty() && (self.is_linked || !is_web) {
            let message = format!(
                "`{shown}` was left out; write a link, or the macro `::widget{{url=\"https://...\"}}`"
            );
            source.note(at.start, message);
            return Ok(true);
        }
        if !is_web {
            return Ok(false);
        }
        let message = format!(
            "`{shown}` was written as a link: a page has no such element; for a player write the macro `::widget{{url=\"{uri}\"}}`"
        );
        source.note(at.start, message);
        self.is_linked = true;
        let (title, text) = (CowStr::Borrowed(""), CowStr::from(uri.clone()));
        self.inline(InlineKind::LinkOpen { uri: CowStr::from(uri), title, card: None }, at.clone())?;
        self.inline(InlineKind::Text(text, true), at.clone())?;
        self.inline(InlineKind::LinkClose, at.clone())?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn a_day_is_written_once() {
        for (markdown, stored, notes) in [
            (
                "On <time datetime=\"2026-01-02\">2026-01-02</time>.",
                "<p>On <time datetime=\"2026-01-02\" />.</p>",
                0,
            ),
            (
                "On <time datetime=\"2026-01-02\">January 2</time>.",
                "<p>On <time datetime=\"2026-01-02\" />.</p>",
                1,
            ),
            (
                "<p>On <time datetime=\"2026-01-02\">January <b>2</b></time>.</p>",
                "<p>On <time datetime=\"2026-01-02\" />.</p>",
                1,
            ),
            ("On <time datetime=\"2026-01-02\" /> x", "<p>On <time datetime=\"2026-01-02\" /> x</p>", 0),
            (
                "Due <time datetime=\"2026-01-02\">soon</time>",
                "<p>Due <time datetime=\"2026-01-02\" />soon</p>",
                0,
            ),
            ("At <time datetime=\"2026-01-02T14:00\">2 pm</time>.", "<p>At 2 pm.</p>", 1),
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap();
            assert_eq!((&*page.storage, page.notes.len()), (stored, notes), "{markdown}: {:?}", page.notes);
        }
    }

    #[test]
    fn what_is_played_is_linked() {
        let video = |inside: &str| format!("a <video controls>{inside}</video> b");
        let source = |file: &str| format!("<source src=\"https://e.com/{file}\" type=\"video/mp4\">");
        let link = "<a href=\"https://e.com/a.mp4\">https://e.com/a.mp4</a>";
        for (markdown, links, notes) in [
            (video(&source("a.mp4")), 1, 2),
            (video(&(source("a.mp4") + &source("a.webm"))), 1, 3),
            ("a <video src=\"https://e.com/a.mp4\"></video> b".to_owned(), 1, 1),
            (video("<source src=\"a.mp4\">"), 0, 2),
        ] {
            let page = to_storage(&markdown, &WriteOptions::new()).unwrap();
            assert_eq!(page.storage.matches(link).count(), links, "{}", page.storage);
            assert_eq!(page.notes.len(), notes, "{:?}", page.notes);
        }
        let picture =
            "<picture><source srcset=\"https://e.com/a.webp\"><img src=\"https://e.com/a.png\"></picture>";
        let page = to_storage(picture, &WriteOptions::new()).unwrap();
        assert!(page.notes.is_empty() && page.storage.contains("a.png"), "{page:?}");
    }
}
