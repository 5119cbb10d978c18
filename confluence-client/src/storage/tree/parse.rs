//! Storage format into a tree, or the reason why not.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, errors::Error as XmlError};

use super::{Node, Tree};
use crate::offload::stop_if_abandoned;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::tag::Tag;
use crate::storage::text::{entity, slice};

/// How deep elements may nest: well above any real page, well below what a thread's stack allows a reader.
const MAX_DEPTH: usize = 100;

/// How strict to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Well-formed XML with the entities of HTML.
    Storage,
    /// What browsers accept: elements left open, ampersands left bare.
    Html,
}

impl Tree {
    /// Parses storage format.
    pub(crate) fn parse(source: &str, dialect: Dialect) -> Result<Self, ContentError> {
        if u32::try_from(source.len()).is_err() {
            return Err(ContentError::new(ContentErrorKind::TooLarge, "the content is larger than 4 GB"));
        }
        if source.starts_with('\u{feff}') {
            let message = "the content starts with a byte order mark; remove it";
            return Err(ContentError::new(ContentErrorKind::Malformed, message).at(source, 0));
        }
        let mut parser = Parser::new(source, dialect);
        parser.run()?;
        Ok(Self { nodes: parser.nodes, source: source.to_owned() })
    }
}

struct Parser<'s> {
    source: &'s str,
    dialect: Dialect,
    nodes: Vec<Node>,
    open: Vec<u32>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, dialect: Dialect) -> Self {
        let mut nodes = Vec::with_capacity(source.len() / 28 + 4);
        nodes.push(Node {
            tag: Tag::Root,
            parent: 0,
            subtree_end: 0,
            start: 0,
            end: offset(source.len()),
            inner_start: 0,
            inner_end: offset(source.len()),
        });
        Self { source, dialect, nodes, open: vec![0] }
    }

    fn run(&mut self) -> Result<(), ContentError> {
        let mut reader = Reader::from_str(self.source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = self.dialect == Dialect::Html;
        loop {
            stop_if_abandoned();
            let start = position(&reader);
            let event = reader.read_event().map_err(|error| self.malformed(&error, start))?;
            let span = start..position(&reader);
            match event {
                Event::Start(tag) => self.open(&tag, span)?,
                Event::End(_) => self.close(span)?,
                Event::Empty(tag) => self.empty(&tag, span)?,
                Event::Text(text) => self.text(&text.into_inner(), span)?,
                Event::GeneralRef(name) => self.reference(&name.into_inner(), span)?,
                Event::CData(_) => self.leaf(Tag::CData, span.clone(), span.start + 9..span.end - 3),
                Event::Comment(_) => self.leaf(Tag::Comment, span.clone(), span),
                Event::PI(_) | Event::Decl(_) => self.leaf(Tag::Instruction, span.clone(), span),
                Event::DocType(_) if self.dialect == Dialect::Html => {
                    self.leaf(Tag::Instruction, span.clone(), span);
                }
                Event::DocType(_) => {
                    return Err(self.error("a document type declaration is not allowed; remove it", start));
                }
                Event::Eof => return self.finish(),
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, span: Range<usize>) -> Result<(), ContentError> {
        self.check_attributes(tag, &span)?;
        let name = Tag::named(tag.name().into_inner());
        let id = self.nodes.len();
        self.leaf(name, span.clone(), span.end..span.end);
        if self.dialect == Dialect::Html && name.is_void() {
            return Ok(());
        }
        if self.open.len() > MAX_DEPTH {
            let message =
                format!("elements nest more than {MAX_DEPTH} deep; read the page as storage instead");
            return Err(ContentError::new(ContentErrorKind::TooLarge, message).at(self.source, span.start));
        }
        self.open.push(offset(id));
        Ok(())
    }

    fn empty(&mut self, tag: &BytesStart<'_>, span: Range<usize>) -> Result<(), ContentError> {
        self.check_attributes(tag, &span)?;
        self.leaf(Tag::named(tag.name().into_inner()), span.clone(), span.end..span.end);
        Ok(())
    }

    fn close(&mut self, span: Range<usize>) -> Result<(), ContentError> {
        let name = slice(self.source, span.start + 2..span.end - 1).trim_end();
        if self.dialect == Dialect::Html {
            if let Some(depth) = self.open.iter().rposition(|&id| id != 0 && self.is_named(id, name)) {
                while self.open.len() > depth {
                    self.seal(span.clone());
                }
            }
            return Ok(());
        }
        match self.open.last().copied() {
            Some(id) if id != 0 && self.is_named(id, name) => {
                self.seal(span);
                Ok(())
            }
            Some(id) if id != 0 => {
                let expected = self.name(id).to_owned();
                Err(self
                    .error(&format!("</{name}> closes nothing here; </{expected}> is expected"), span.start))
            }
            _ => Err(self.error(&format!("</{name}> closes nothing; remove it"), span.start)),
        }
    }

    /// The source from the name of an element on.
    fn name_onwards(&self, id: u32) -> &'s str {
        let start = self.nodes.get(id as usize).map_or(0, |node| node.start as usize) + 1;
        slice(self.source, start..)
    }

    fn name(&self, id: u32) -> &'s str {
        let tail = self.name_onwards(id);
        slice(tail, 0..tail.find(ends_name).unwrap_or(tail.len()))
    }

    /// Whether this is the name of an element, which may be much longer and is not looked for to its end.
    fn is_named(&self, id: u32, name: &str) -> bool {
        let behind = self.name_onwards(id).strip_prefix(name);
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(ends_name))
            && !name.contains(ends_name)
    }

    fn seal(&mut self, end_tag: Range<usize>) {
        let count = offset(self.nodes.len());
        if let Some(node) = self.open.pop().and_then(|id| self.nodes.get_mut(id as usize)) {
            node.subtree_end = count;
            node.inner_end = offset(end_tag.start);
            node.end = offset(end_tag.end);
        }
    }

    fn leaf(&mut self, tag: Tag, span: Range<usize>, inner: Range<usize>) {
        let next = offset(self.nodes.len() + 1);
        self.nodes.push(Node {
            tag,
            parent: self.open.last().copied().unwrap_or(0),
            subtree_end: next,
            start: offset(span.start),
            end: offset(span.end),
            inner_start: offset(inner.start),
            inner_end: offset(inner.end),
        });
    }

    fn text(&mut self, text: &str, span: Range<usize>) -> Result<(), ContentError> {
        if self.dialect == Dialect::Storage && text.contains("]]>") {
            return Err(self.error("`]]>` outside of a CDATA section; write `]]&gt;`", span.start));
        }
        self.extend_text(span);
        Ok(())
    }

    fn reference(&mut self, name: &str, span: Range<usize>) -> Result<(), ContentError> {
        if self.dialect == Dialect::Storage && entity(name).is_none() {
            return Err(self.error(&unknown_entity(name), span.start));
        }
        self.extend_text(span);
        Ok(())
    }

    fn extend_text(&mut self, span: Range<usize>) {
        let parent = self.open.last().copied().unwrap_or(0);
        match self.nodes.last_mut() {
            Some(last)
                if last.tag == Tag::Text && last.parent == parent && last.end == offset(span.start) =>
            {
                last.end = offset(span.end);
                last.inner_end = last.end;
            }
            _ => self.leaf(Tag::Text, span.clone(), span),
        }
    }

    fn check_attributes(&self, tag: &BytesStart<'_>, span: &Range<usize>) -> Result<(), ContentError> {
        if self.dialect == Dialect::Html || tag.attributes_raw().trim().is_empty() {
            return Ok(());
        }
        let mut seen = Names::default();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.error(&error.to_string(), span.start))?;
            let name = attribute.key.into_inner();
            if name.is_empty() {
                return Err(self.error("an attribute has no name", span.start));
            }
            if !seen.insert(name) {
                return Err(self.error(&format!("the attribute {name} appears twice"), span.start));
            }
            self.check_value(&attribute.value, span)?;
        }
        Ok(())
    }

    fn check_value(&self, value: &str, span: &Range<usize>) -> Result<(), ContentError> {
        if value.contains('<') {
            return Err(self.error("`<` in the value of an attribute; write `&lt;`", span.start));
        }
        for rest in value.split('&').skip(1) {
            match rest.split_once(';').map(|(name, _)| name) {
                Some(name) if entity(name).is_some() => {}
                Some(name) => return Err(self.error(&unknown_entity(name), span.start)),
                None => return Err(self.error("a bare `&` in an attribute; write `&amp;`", span.start)),
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ContentError> {
        let end = self.source.len();
        while self.open.len() > 1 {
            let id = self.open.last().copied().unwrap_or(0);
            if self.dialect == Dialect::Storage {
                let start = self.nodes.get(id as usize).map_or(0, |node| node.start as usize);
                return Err(self.error(&format!("<{}> is never closed", self.name(id)), start));
            }
            self.seal(end..end);
        }
        self.seal(end..end);
        Ok(())
    }

    fn malformed(&self, error: &XmlError, start: usize) -> ContentError {
        self.error(&error.to_string(), start)
    }

    fn error(&self, message: &str, at: usize) -> ContentError {
        ContentError::new(ContentErrorKind::Malformed, message).at(self.source, at)
    }
}

/// Attribute names seen so far; linear while they are few.
#[derive(Default)]
struct Names<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn insert(&mut self, name: &'a str) -> bool {
        if self.few.len() < 16 {
            let new = !self.few.contains(&name);
            self.few.push(name);
            return new;
        }
        !self.few.contains(&name) && self.many.insert(name)
    }
}

fn ends_name(letter: char) -> bool {
    letter.is_ascii_whitespace() || letter == '>' || letter == '/'
}

fn unknown_entity(name: &str) -> String {
    let shown: String = name.chars().take(20).collect();
    format!("`&{shown};` is not an entity of HTML; write the character itself, or `&amp;` for an ampersand")
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(source: &str) -> Vec<Tag> {
        let tree = Tree::parse(source, Dialect::Storage).unwrap();
        (0..tree.len()).map(|id| tree.tag(id)).collect()
    }

    fn complaint(source: &str) -> String {
        Tree::parse(source, Dialect::Storage).unwrap_err().to_string()
    }

    #[test]
    fn entities_stay_in_their_text_node() {
        assert_eq!(tags("<p>a&nbsp;b &mdash; c</p>"), [Tag::Root, Tag::P, Tag::Text]);
    }

    #[test]
    fn attributes_are_found_whatever_the_quotes() {
        let source = r#"<ri:page ri:content-title='A "b" &amp; c' ri:space-key="X"/><p id="1" ></p>"#;
        let tree = Tree::parse(source, Dialect::Storage).unwrap();
        assert_eq!(tree.attribute(1, "ri:content-title").unwrap(), "A \"b\" & c");
        assert_eq!(tree.attribute(1, "ri:space-key").unwrap(), "X");
        assert_eq!(tree.attribute(2, "id").unwrap(), "1");
        assert_eq!(tree.attribute(2, "title"), None);
    }

    #[test]
    fn errors_say_where_and_what_is_right() {
        assert_eq!(
            complaint("<p>\n<b>x</p>"),
            "line 2, column 5: </p> closes nothing here; </b> is expected"
        );
        assert_eq!(complaint("<p>"), "line 1, column 1: <p> is never closed");
        assert!(complaint("<p>&foo;</p>").contains("`&foo;` is not an entity"));
        assert!(complaint("<p a='1' a='2'/>").contains("the attribute a appears twice"));
        assert!(complaint("<!DOCTYPE x><p/>").contains("document type"));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "<p>".repeat(100_000);
        assert_eq!(Tree::parse(&deep, Dialect::Storage).unwrap_err().kind(), ContentErrorKind::TooLarge);
    }

    #[test]
    fn a_long_name_is_read_once() {
        let open = format!("<{}>", "x".repeat(200_000));
        let source = format!("{open}{}", "<b>x</b></i>".repeat(30_000));
        let begun = std::time::Instant::now();
        let tree = Tree::parse(&source, Dialect::Html).unwrap();
        assert_eq!(tree.len(), 2 + 2 * 30_000);
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
        assert!(complaint("<bb>x</b>").contains("</b> closes nothing here; </bb> is expected"));
        assert!(complaint("<b>x</bb>").contains("</b> is expected"));
        assert!(complaint("<b>x</b c>").contains("</b> is expected"));
    }

    #[test]
    fn html_may_leave_elements_open() {
        let tree = Tree::parse("<p>a<br>b & c<img src=x></p></div>", Dialect::Html).unwrap();
        assert_eq!(tree.text(0), "ab & c");
    }
}
