//! Tags of HTML as the blocks and the parts of a line that mean the same.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::builder::{Builder, Verbatim};
use super::directive::Directive;
use super::html::{alignment, attribute, mark, number, pixels};
use super::tag_names::{
    closed_by, closed_with, is_around, is_block, is_called, is_no_part_of_a_page, is_part_of_line, level,
    misplaced, plays,
};
use super::{AstKind, InlineKind, words};
use crate::storage::error::ContentError;
use crate::storage::text::decode;

impl<'m> Builder<'m> {
    pub(super) fn open_tag(
        &mut self,
        name: &str,
        attributes: &str,
        at: Range<usize>,
    ) -> Result<(), ContentError> {
        if self.in_summary {
            if mark(name) == Some("code") {
                self.begin_code(name, at.end);
            }
            if matches!(name, "a" | "img") {
                let message = format!("`<{name}>` was left out: the title of a folded block is plain text");
                self.source.note(at.start, message);
            }
            return Ok(());
        }
        if let Some(mark) = mark(name) {
            let end = at.end;
            self.inline(InlineKind::Open(mark), at)?;
            if mark == "code" {
                self.begin_code(name, end);
            }
            return Ok(());
        }
        if let Some(element @ (Verbatim::Style | Verbatim::Script)) = Verbatim::of(name) {
            self.verbatim = Some((element, at.start));
            return Ok(());
        }
        match name {
            "svg" if self.is_closed_in_block("svg", at.end) => {
                self.verbatim = Some((Verbatim::Svg, at.start));
                Ok(())
            }
            "br" => self.inline(InlineKind::Break, at),
            "img" => self.image_tag(attributes, at),
            "a" => self.anchor_tag(attributes, at),
            "time" => self.time_tag(attributes, at),
            _ if self.media_tag(name, attributes, &at)? => Ok(()),
            "input" => {
                self.source.note(at.start, "`<input>` was left out; for a box to tick write `- [ ] text`");
                Ok(())
            }
            "q" => self.inline(InlineKind::Text(CowStr::Borrowed("\u{201c}"), true), at),
            _ if is_part_of_line(name) => {
                self.tell_lost_look(name, attributes, at.start);
                self.named_place(attributes, at)
            }
            _ if is_block(name) && matches!(self.kind(), Some(AstKind::Heading(_))) => {
                self.source.note(at.start, format!("`<{name}>` was left out: it cannot stand in a heading"));
                Ok(())
            }
            _ if is_around(name) => {
                self.close_line()?;
                while name == "p" && self.around.pop_if(|(open, _)| open == "p").is_some() {}
                self.tell_lost_look(name, attributes, at.start);
                // Each knows what those around it say, so that a block need not ask all of them.
                let outer = self.around.last().and_then(|&(_, align)| align);
                self.around.push((name.to_owned(), alignment(name, attributes).or(outer)));
                match name {
                    "dt" => self.inline(InlineKind::Open("strong"), at),
                    _ => Ok(()),
                }
            }
            _ if is_block(name) => self.open_block(name, attributes, at),
            _ => self.unknown_tag(name, at),
        }
    }

    fn open_block(&mut self, name: &str, attributes: &str, at: Range<usize>) -> Result<(), ContentError> {
        self.close_line()?;
        if name == "pre" {
            self.begin_pre(attributes, at.end);
            return Ok(());
        }
        self.make_room(name, &at)?;
        let kind = match (name, self.kind()) {
            ("hr", _) => {
                self.push(AstKind::Rule, at)?;
                return self.pop();
            }
            ("table", _) => AstKind::Table,
            ("thead" | "tbody" | "tfoot" | "colgroup" | "col", Some(AstKind::Table)) => {
                self.tell_lost_look(name, attributes, at.start);
                return Ok(());
            }
            ("caption", Some(AstKind::Table)) => AstKind::Definition,
            ("tr", Some(AstKind::Table)) => AstKind::Row,
            ("td" | "th", Some(AstKind::Row)) => AstKind::Cell {
                header: name == "th",
                colspan: number(attributes, "colspan").unwrap_or(1),
                rowspan: number(attributes, "rowspan").unwrap_or(1),
                align: alignment(name, attributes),
            },
            ("details", _) => AstKind::Details { summary: String::new() },
            ("summary", Some(AstKind::Details { .. })) => {
                self.in_summary = true;
                return Ok(());
            }
            ("ul", _) => AstKind::List { start: None },
            ("ol", _) => AstKind::List { start: Some(number(attributes, "start").unwrap_or(1).into()) },
            ("li", Some(AstKind::List { .. })) => AstKind::Item { done: None },
            ("blockquote", _) => AstKind::Quote,
            ("aside", _) => AstKind::Alert("info"),
            ("dd", _) => self.definition(attributes),
            _ => match level(name) {
                Some(level) => AstKind::Heading(level),
                None => {
                    self.source.note(at.start, misplaced(name));
                    self.left_out.push(name.to_owned());
                    return Ok(());
                }
            },
        };
        self.tell_lost_look(name, attributes, at.start);
        let is_heading = matches!(kind, AstKind::Heading(_));
        self.opened.push(self.open.len());
        self.push(kind, at.clone())?;
        if !is_heading {
            return Ok(());
        }
        if let (Some(align), Some(heading)) = (alignment(name, attributes), self.open.last_mut()) {
            heading.align = Some(align);
        }
        self.named_place(attributes, at)
    }

    /// Closes what an element closes by beginning, and opens the row that a cell without one stands in.
    fn make_room(&mut self, name: &str, at: &Range<usize>) -> Result<(), ContentError> {
        for closed in closed_by(name) {
            if self.is_open_tag() && self.kind().is_some_and(|kind| is_called(kind, closed)) {
                self.pop()?;
            }
        }
        if matches!((name, self.kind()), ("td" | "th", Some(AstKind::Table))) {
            self.opened.push(self.open.len());
            self.push(AstKind::Row, at.clone())?;
        }
        Ok(())
    }

    fn begin_pre(&mut self, attributes: &str, end: usize) {
        self.pre_language = attribute(attributes, "lang").unwrap_or_default().into_owned();
        self.verbatim = Some((Verbatim::Pre, end));
    }

    /// A place that a tag names is one to link to, as that of `<a id="x">`.
    fn named_place(&mut self, attributes: &str, at: Range<usize>) -> Result<(), ContentError> {
        match attribute(attributes, "id").filter(|id| !id.trim().is_empty()) {
            Some(id) => self.place_to_link_to(id.into_owned(), at),
            None => Ok(()),
        }
    }

    pub(super) fn close_tag(&mut self, name: &str, at: Range<usize>) -> Result<(), ContentError> {
        if self.in_summary {
            self.in_summary = name != "summary";
            return Ok(());
        }
        if let Some(mark) = mark(name) {
            return self.inline(InlineKind::Close(mark), at);
        }
        match name {
            "br" => self.inline(InlineKind::Break, at),
            "a" => match self.links.pop() {
                Some(true) => self.inline(InlineKind::LinkClose, at),
                Some(false) => Ok(()),
                None => self.never_opened(name, at.start),
            },
            "img" | "input" | "time" | "hr" => Ok(()),
            "q" => self.inline(InlineKind::Text(CowStr::Borrowed("\u{201d}"), true), at),
            _ if is_part_of_line(name) => Ok(()),
            _ if is_around(name) => self.close_around(name, at),
            _ if is_block(name) => self.close_block(name, at),
            _ if plays(name) || is_no_part_of_a_page(name) => Ok(()),
            _ => self.tag_as_text(at),
        }
    }

    fn close_around(&mut self, name: &str, at: Range<usize>) -> Result<(), ContentError> {
        if name == "dt" && self.in_line() {
            self.inline(InlineKind::Close("strong"), at.clone())?;
        }
        if !matches!(self.kind(), Some(AstKind::Heading(_))) {
            self.close_line()?;
        }
        match self.around.iter().rposition(|(open, _)| open == name) {
            Some(place) => {
                self.around.truncate(place);
                if name == "figcaption" {
                    self.caption_image();
                }
            }
            // A `</p>` whose `<p>` a block of Markdown has ended shows nothing either way.
            None if name == "p" => {}
            None => return self.never_opened(name, at.start),
        }
        Ok(())
    }

    fn close_block(&mut self, name: &str, at: Range<usize>) -> Result<(), ContentError> {
        if !matches!(self.kind(), Some(AstKind::Heading(_))) {
            self.close_line()?;
        }
        if matches!(name, "thead" | "tbody" | "tfoot" | "colgroup" | "col" | "summary") {
            return Ok(());
        }
        for inner in closed_with(name) {
            if self.is_open_tag() && self.kind().is_some_and(|kind| is_called(kind, inner)) {
                self.pop()?;
            }
        }
        if !self.is_open_tag() || !self.kind().is_some_and(|kind| is_called(kind, name)) {
            if let Some(place) = self.left_out.iter().rposition(|open| open == name) {
                self.left_out.truncate(place);
                return Ok(());
            }
            return self.never_opened(name, at.start);
        }
        if let Some(block) = self.open.last_mut() {
            block.range.end = at.end;
        }
        if name == "caption" {
            return self.lift_caption();
        }
        self.pop()
    }

    /// Tells that a tag is closed and was never opened; it shows nothing.
    fn never_opened(&self, name: &str, at: usize) -> Result<(), ContentError> {
        self.source.note(at, format!("`</{name}>` was left out: it is closed here and was never opened"));
        Ok(())
    }

    /// The text of a `<pre>`, whose tags are left out.
    pub(super) fn end_verbatim(
        &mut self,
        element: Verbatim,
        (raw, start): (&str, usize),
        end: Range<usize>,
    ) -> Result<(), ContentError> {
        self.verbatim = None;
        if element == Verbatim::Time {
            self.tell_text_of_time(raw, start);
            return Ok(());
        }
        if element != Verbatim::Pre {
            let why = match element {
                Verbatim::Svg => {
                    "a page stores no drawings; write it to a file, and `![alt](attachment:a.svg)`"
                }
                _ => "a page stores neither styles nor scripts",
            };
            self.source.note(start, format!("`<{}>` was left out: {why}", element.name()));
            return Ok(());
        }
        let mut body = String::with_capacity(raw.len());
        let mut info = std::mem::take(&mut self.pre_language);
        for (token, place) in super::html::tokens(raw) {
            match token {
                super::html::Token::Open { name, .. } if name == "br" => body.push('\n'),
                super::html::Token::Open { name, attributes } if name == "code" && info.is_empty() => {
                    let class = attribute(attributes, "class").unwrap_or_default();
                    let language = class.split_whitespace().find_map(|word| word.strip_prefix("language-"));
                    info.push_str(language.unwrap_or(""));
                }
                super::html::Token::Text => body.push_str(&decode(raw.get(place).unwrap_or(""))),
                _ => {}
            }
        }
        if self.open.iter().any(|block| matches!(block.kind, AstKind::Cell { .. })) {
            body = body.replace("\\|", "|");
        }
        let body = body.strip_prefix('\n').unwrap_or(&body).to_owned();
        self.push(AstKind::Code { info: CowStr::from(info), body }, start..end.end)?;
        self.pop()
    }

    fn image_tag(&mut self, attributes: &str, at: Range<usize>) -> Result<(), ContentError> {
        let value = |name| attribute(attributes, name).map(|value| value.trim().to_owned());
        let uri = value("src").unwrap_or_default();
        if uri.is_empty() {
            self.source.note(at.start, "`<img>` without `src` was left out");
            return Ok(());
        }
        let tag = self.source.slice(at.clone());
        if let Some(message) = words::tag_of_jsx(tag).filter(|_| uri.starts_with('{')) {
            self.source.note(at.start, message);
            return self.inline(InlineKind::Text(CowStr::Borrowed(tag), true), at);
        }
        let around = self.around.last().and_then(|&(_, align)| align).map(str::to_owned);
        let style = value("style").unwrap_or_default();
        let sizes = ["width", "height"].into_iter().filter_map(|name| {
            let value = value(name).or_else(|| pixels(&style, name))?;
            Some((name.to_owned(), value))
        });
        let align = value("align").filter(|align| matches!(&**align, "left" | "center" | "right")).or(around);
        let set = sizes.chain(align.map(|align| ("align".to_owned(), align))).collect();
        let title = CowStr::from(value("title").unwrap_or_default());
        let alt = value("alt").unwrap_or_default();
        self.inline(InlineKind::ImageOpen { uri: CowStr::from(uri), title, attributes: set }, at.clone())?;
        if !alt.is_empty() {
            self.inline(InlineKind::Text(CowStr::from(alt), true), at.clone())?;
        }
        self.inline(InlineKind::ImageClose, at)
    }

    /// A link, or a place to link to.
    fn anchor_tag(&mut self, attributes: &str, at: Range<usize>) -> Result<(), ContentError> {
        let href = attribute(attributes, "href").filter(|href| !href.trim().is_empty());
        if let Some(href) = href {
            self.links.push(true);
            let uri = CowStr::from(href.trim().to_owned());
            let title = CowStr::from(attribute(attributes, "title").unwrap_or_default().into_owned());
            let card =
                attribute(attributes, "data-card-appearance").and_then(|card| words::appearance(&card));
            return self.inline(InlineKind::LinkOpen { uri, title, card }, at);
        }
        self.links.push(false);
        match attribute(attributes, "name")
            .or_else(|| attribute(attributes, "id"))
            .filter(|name| !name.is_empty())
        {
            Some(name) => self.place_to_link_to(name.into_owned(), at),
            None => Ok(()),
        }
    }

    fn place_to_link_to(&mut self, name: String, at: Range<usize>) -> Result<(), ContentError> {
        let attributes = vec![("default".to_owned(), name)];
        let anchor = Directive { name: "anchor".to_owned(), attributes, ..Directive::default() };
        self.inline(InlineKind::Directive(Box::new(anchor)), at)
    }
}
