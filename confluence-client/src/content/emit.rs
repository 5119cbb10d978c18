//! Markdown as storage format.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use super::ast::{Ast, AstBlock, AstKind, Source};
use super::base::Base;
use super::document::Document;
use super::heading_links::connect;
use super::note::Note;
use super::placement::{self, at_its_line};
use super::write_options::WriteOptions;
use super::writing::Writing;
use crate::invisible::is_separator;
use crate::offload::stop_if_abandoned;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::text::{attribute_into, cdata_into, escape_into, unix_lines};
use crate::storage::tree::NodeId;

mod carried;
mod code;
mod directives;
mod extension;
mod image;
mod inline;
mod link;
mod macros;
mod needs;
mod new_macro;

pub(crate) use carried::{Carried, Place, is_carried, ticked};
pub(crate) use inline::FOOTNOTE;
pub(crate) use macros::{is_another, macro_info};

/// Where blocks stand, as far as that decides how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Body,
    Item,
    /// A task with one line of text, which stands in it without a paragraph.
    Task,
}

impl Container {
    /// How the blocks of a task are written: several paragraphs would be one line of text without their elements.
    pub(crate) fn of_task(blocks: &[AstBlock<'_>]) -> Self {
        let paragraphs = blocks.iter().filter(|block| matches!(block.kind, AstKind::Paragraph));
        if paragraphs.count() > 1 { Self::Item } else { Self::Task }
    }
}

/// Storage format made of Markdown, with notes for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Converted {
    /// The content in storage format.
    pub storage: String,
    /// What was left out, written as text, or understood as something else than it says.
    pub notes: Vec<Note>,
    /// The title in the front matter.
    pub title: Option<String>,
    /// The labels (or tags) in the front matter.
    pub labels: Vec<String>,
}

/// Converts Markdown to Confluence storage format.
///
/// ```
/// use confluence_client::content::{WriteOptions, to_storage};
///
/// let page = to_storage("# Plan\n\n- [x] done", &WriteOptions::new())?;
/// assert_eq!(page.storage, concat!(
///     "<h1>Plan</h1><ac:task-list><ac:task><ac:task-status>complete</ac:task-status>",
///     "<ac:task-body>done</ac:task-body></ac:task></ac:task-list>",
/// ));
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
///
/// # Errors
/// [`Inexpressible`](ContentErrorKind::Inexpressible) with line and column, for what storage format cannot hold;
/// [`UnknownHandle`](ContentErrorKind::UnknownHandle) for a handle, since there is no page that it could belong to;
/// [`TooLarge`](ContentErrorKind::TooLarge) for more than 8 MiB, or 40 levels of blocks.
pub fn to_storage(markdown: &str, options: &WriteOptions) -> Result<Converted, ContentError> {
    converted(markdown, options, None)
}

/// Converts Markdown that is new. What it names by a handle is copied from the base, if there is one.
pub(crate) fn converted(
    markdown: &str,
    options: &WriteOptions,
    base: Option<&Base<'_>>,
) -> Result<Converted, ContentError> {
    let markdown = clean(markdown);
    let writing = Writing::new(options);
    let source = writing.source(&markdown)?;
    let ast = Ast::parse(&source)?;
    let mut emitter = Emitter::new(&source, base);
    emitter.blocks(&ast.blocks, Container::Body)?;
    let storage = emitter.out;
    writing.converted(&source);
    let document = checked(&storage)?;
    placement::check(None, &document, true).map_err(|error| at_its_line(error, &source, &ast, true))?;
    let storage = connect(None, &document, &writing).storage.unwrap_or(storage);
    let front_matter = source.front_matter.clone().unwrap_or_default();
    Ok(Converted {
        storage,
        notes: writing.take_notes(),
        title: front_matter.title,
        labels: front_matter.labels,
    })
}

/// Markdown with the line ends of Unix, and without a byte order mark. What ends a line for Unicode alone is a blank, as
/// it is where a page is read.
pub(crate) fn clean(markdown: &str) -> Cow<'_, str> {
    let markdown = markdown.strip_prefix('\u{feff}').unwrap_or(markdown);
    let markdown = unix_lines(markdown);
    if markdown.contains(is_separator) { Cow::Owned(markdown.replace(is_separator, " ")) } else { markdown }
}

/// The alignment of a block as an attribute.
pub(crate) fn aligned(block: &AstBlock<'_>) -> String {
    block.align.map(|align| format!(" style=\"text-align: {align};\"")).unwrap_or_default()
}

/// What we wrote has to be what we can read. It may nest too deeply; everything else would be a fault of ours.
pub(crate) fn checked(storage: &str) -> Result<Document, ContentError> {
    Document::parse(storage).map_err(|error| {
        let message = match error.kind() {
            ContentErrorKind::TooLarge => format!("the result cannot be stored: {}", error.message()),
            _ => format!(
                "this change cannot be fitted into the source of the page, which would not be well-formed ({}); nothing \
                 was changed: change one block at a time by its handle, or write the page as storage format",
                error.message()
            ),
        };
        ContentError::new(error.kind(), message)
    })
}

/// Elements that Markdown shows as the characters of an emoji, in order: by what they show, and by its first character.
#[derive(Debug, Default)]
pub(crate) struct Emoticons(HashMap<char, Vec<(String, VecDeque<String>)>>);

impl Emoticons {
    pub(crate) fn add(&mut self, shown: &str, bytes: &str) {
        let Some(first) = shown.chars().next() else { return };
        let alike = self.0.entry(first).or_default();
        match alike.iter_mut().find(|(other, _)| other == shown) {
            Some((_, queue)) => queue.push_back(bytes.to_owned()),
            None => alike.push((shown.to_owned(), VecDeque::from([bytes.to_owned()]))),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the next element that shows what a text begins with; with the length of that.
    fn take(&mut self, text: &str) -> Option<(String, usize)> {
        let alike = self.0.get_mut(&text.chars().next()?)?;
        let fits =
            alike.iter_mut().filter(|(shown, queue)| !queue.is_empty() && text.starts_with(shown.as_str()));
        let (shown, queue) = fits.max_by_key(|(shown, _)| shown.len())?;
        Some((queue.pop_front()?, shown.len()))
    }
}

/// Storage format under construction.
pub(crate) struct Emitter<'a> {
    source: &'a Source,
    base: Option<&'a Base<'a>>,
    pub(crate) out: String,
    /// Emoticons of the block that is being rewritten, which Markdown shows as plain characters.
    pub(crate) emoticons: Emoticons,
    /// Statuses of that block that the new line does not show as they are: those that it has anew are these, changed.
    pub(crate) statuses: VecDeque<NodeId>,
    /// The same for its placeholders.
    pub(crate) placeholders: VecDeque<NodeId>,
    /// The same for its images: one of another file stands where they stood, and looks as they did.
    pub(crate) images: VecDeque<NodeId>,
    /// Where several elements of that block look alike: which one each of the new line is, by where it begins.
    pub(crate) kept: HashMap<usize, NodeId>,
    /// Blocks of the page that stand in another container now.
    pub(crate) carried: Option<&'a Carried>,
    /// Names of anchors of the page that what is written may have again, since it comes in their place.
    pub(crate) free_anchors: Option<&'a HashSet<String>>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(source: &'a Source, base: Option<&'a Base<'a>>) -> Self {
        Self {
            source,
            base,
            out: String::new(),
            emoticons: Emoticons::default(),
            statuses: VecDeque::new(),
            placeholders: VecDeque::new(),
            images: VecDeque::new(),
            kept: HashMap::new(),
            carried: None,
            free_anchors: None,
        }
    }

    pub(crate) fn blocks(
        &mut self,
        blocks: &[AstBlock<'_>],
        container: Container,
    ) -> Result<(), ContentError> {
        blocks.iter().try_for_each(|block| self.block(block, container))
    }

    pub(crate) fn block(&mut self, block: &AstBlock<'_>, container: Container) -> Result<(), ContentError> {
        stop_if_abandoned();
        if let Some(bytes) = self.carried_bytes(block, container) {
            self.out.push_str(&bytes);
            return Ok(());
        }
        match &block.kind {
            AstKind::Paragraph => self.paragraph(block, container),
            AstKind::Heading(level) => {
                self.out.push_str(&format!("<h{level}{}>", aligned(block)));
                self.inline(&block.inline)?;
                self.out.push_str(&format!("</h{level}>"));
                Ok(())
            }
            AstKind::Code { info, body } => self.code(block, info, body),
            AstKind::Quote => self.element("blockquote", &block.children),
            AstKind::Alert(name) => self.rich_macro(name, &[], &block.children),
            AstKind::List { start } => self.list(*start, &block.children),
            AstKind::Item { .. } => self.item(block),
            AstKind::Table => self.table(block),
            AstKind::Row => self.row(block),
            AstKind::Cell { .. } => self.cell(block),
            AstKind::Rule => {
                self.out.push_str("<hr />");
                Ok(())
            }
            AstKind::Details { summary } => {
                self.tell_plain_title(block.range.start, summary.trim());
                self.rich_macro("expand", &[("title".to_owned(), summary.trim().to_owned())], &block.children)
            }
            AstKind::Container(directive) => self.container(block, directive),
            AstKind::Leaf(directive) => self.leaf(block, directive),
            AstKind::Footnote(label) => self.footnote(block, label),
            AstKind::Definition => self.definition(block),
            AstKind::Stored(number) => {
                self.out.push_str(self.source.stored(*number));
                Ok(())
            }
        }
    }

    fn element(&mut self, name: &str, children: &[AstBlock<'_>]) -> Result<(), ContentError> {
        self.out.push_str(&format!("<{name}>"));
        self.blocks(children, Container::Body)?;
        self.out.push_str(&format!("</{name}>"));
        Ok(())
    }

    fn paragraph(&mut self, block: &AstBlock<'_>, container: Container) -> Result<(), ContentError> {
        let bare =
            container == Container::Task || container == Container::Body && inline::is_image(&block.inline);
        if bare {
            return self.inline(&block.inline);
        }
        self.out.push_str(&format!("<p{}>", aligned(block)));
        self.inline(&block.inline)?;
        self.out.push_str("</p>");
        Ok(())
    }

    /// Confluence has no lists of definitions: what a term means stands indented below it.
    fn definition(&mut self, block: &AstBlock<'_>) -> Result<(), ContentError> {
        for child in &block.children {
            if matches!(child.kind, AstKind::Paragraph) {
                self.out.push_str("<p style=\"margin-left: 30.0px;\">");
                self.inline(&child.inline)?;
                self.out.push_str("</p>");
            } else {
                self.block(child, Container::Body)?;
            }
        }
        Ok(())
    }

    /// A list of Markdown may mix tasks and plain items; storage has a list for each.
    fn list(&mut self, start: Option<u64>, items: &[AstBlock<'_>]) -> Result<(), ContentError> {
        for run in items.chunk_by(|one, other| one.is_task_item() == other.is_task_item()) {
            let tasks = run.first().is_some_and(AstBlock::is_task_item);
            if let Some(first) = run.first().filter(|_| tasks && start.is_some()) {
                let message = "tasks have no numbers: the numbered list was written as a list of tasks";
                self.source.note(first.range.start, message);
            }
            let (open, close) = match (tasks, start) {
                (true, _) => ("<ac:task-list>".to_owned(), "</ac:task-list>"),
                (false, None) => ("<ul>".to_owned(), "</ul>"),
                (false, Some(1)) => ("<ol>".to_owned(), "</ol>"),
                (false, Some(first)) => (format!("<ol start=\"{first}\">"), "</ol>"),
            };
            self.out.push_str(&open);
            self.blocks(run, Container::Body)?;
            self.out.push_str(close);
        }
        Ok(())
    }

    fn item(&mut self, item: &AstBlock<'_>) -> Result<(), ContentError> {
        let AstKind::Item { done: Some(done) } = item.kind else {
            self.out.push_str("<li>");
            self.blocks(&item.children, Container::Item)?;
            self.out.push_str("</li>");
            return Ok(());
        };
        let status = if done { "complete" } else { "incomplete" };
        self.out.push_str("<ac:task><ac:task-status>");
        self.out.push_str(status);
        self.out.push_str("</ac:task-status><ac:task-body>");
        self.blocks(&item.children, Container::of_task(&item.children))?;
        self.out.push_str("</ac:task-body></ac:task>");
        Ok(())
    }

    fn table(&mut self, table: &AstBlock<'_>) -> Result<(), ContentError> {
        self.out.push_str("<table><tbody>");
        for (index, row) in table.children.iter().enumerate() {
            if index == 0 && row.is_hollow() && table.children.len() > 1 {
                continue;
            }
            self.row(row)?;
        }
        self.out.push_str("</tbody></table>");
        Ok(())
    }

    fn row(&mut self, row: &AstBlock<'_>) -> Result<(), ContentError> {
        self.out.push_str("<tr>");
        self.blocks(&row.children, Container::Body)?;
        self.out.push_str("</tr>");
        Ok(())
    }

    fn cell(&mut self, cell: &AstBlock<'_>) -> Result<(), ContentError> {
        let AstKind::Cell { header, colspan, rowspan, .. } = cell.kind else { return Ok(()) };
        let name = if header { "th" } else { "td" };
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, span) in [("colspan", colspan), ("rowspan", rowspan)] {
            if span != 1 {
                attribute_into(&mut self.out, attribute, &span.to_string());
            }
        }
        self.out.push('>');
        self.blocks(&cell.children, Container::Item)?;
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Ok(())
    }

    fn footnote(&mut self, block: &AstBlock<'_>, label: &str) -> Result<(), ContentError> {
        self.out.push_str("<p><ac:structured-macro ac:name=\"anchor\" ac:schema-version=\"1\">");
        self.parameter("", &self.footnote_name(label));
        self.out.push_str("</ac:structured-macro><sup>");
        escape_into(&mut self.out, label);
        self.out.push_str("</sup> ");
        let mut children = block.children.iter();
        match children.next() {
            Some(first) if matches!(first.kind, AstKind::Paragraph) => {
                self.inline(&first.inline)?;
                self.out.push_str("</p>");
            }
            Some(first) => {
                self.out.push_str("</p>");
                self.block(first, Container::Body)?;
            }
            None => self.out.push_str("</p>"),
        }
        children.try_for_each(|child| self.block(child, Container::Body))
    }

    pub(crate) fn parameter(&mut self, name: &str, value: &str) {
        self.out.push_str("<ac:parameter");
        attribute_into(&mut self.out, "ac:name", name);
        self.out.push('>');
        escape_into(&mut self.out, value);
        self.out.push_str("</ac:parameter>");
    }

    pub(crate) fn plain_body(&mut self, body: &str) {
        self.out.push_str("<ac:plain-text-body>");
        cdata_into(&mut self.out, body);
        self.out.push_str("</ac:plain-text-body>");
    }
}
