//! Paragraphs and headings that hold blocks: pages of Data Center have macros in them. What is new beside such a macro is no
//! part of the paragraph, in which no block may stand.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::content::blocks::{BlockId, BlockKind};
use crate::content::document::Document;
use crate::content::splice::Splice;
use crate::storage::tag::Tag;
use crate::storage::text::{attribute_into, decode, slice};
use crate::storage::tree::{NodeId, Tree};

/// A paragraph or a heading, with the innermost of the elements in it that are around some bytes.
struct Shell {
    id: BlockId,
    innermost: BlockId,
    /// Whether it is a line of text, with macros in it at the most.
    is_line: bool,
}

impl Document {
    /// Splices that bring blocks, so that those stand beside the paragraph that they came into, or part it. A paragraph of
    /// which all is taken away that it holds goes too.
    pub(super) fn beside_shells(&self, splices: Vec<Splice>) -> Vec<Splice> {
        let beside = self.joined(splices).into_iter().flat_map(|splice| self.beside_shell(splice));
        beside.filter(|splice| !splice.range.is_empty() || !splice.text.is_empty()).collect()
    }

    /// The same splices, of which what is inserted beside something that is taken out of a shell comes in its place.
    fn joined(&self, splices: Vec<Splice>) -> Vec<Splice> {
        // By where it begins and by where it ends: where it begins.
        let (mut starts, mut ends) = (HashSet::new(), HashMap::new());
        for Splice { range, text } in &splices {
            if text.is_empty() && !range.is_empty() && self.shell_around(range).is_some() {
                starts.insert(range.start);
                ends.insert(range.end, range.start);
            }
        }
        let mut texts: HashMap<usize, String> = HashMap::new();
        let mut left = Vec::with_capacity(splices.len());
        for splice in splices {
            let at = splice.range.start;
            let start = starts.get(&at).or_else(|| ends.get(&at)).filter(|_| splice.range.is_empty());
            match start {
                Some(start) => texts.entry(*start).or_default().push_str(&splice.text),
                None => left.push(splice),
            }
        }
        for splice in left.iter_mut().filter(|splice| splice.text.is_empty()) {
            splice.text = texts.remove(&splice.range.start).unwrap_or_default();
        }
        left
    }

    fn beside_shell(&self, splice: Splice) -> Vec<Splice> {
        if !splice.text.is_empty() && !splice.text.contains('<') {
            return vec![splice];
        }
        let Some(shell) = self.shell_around(&splice.range) else { return vec![splice] };
        let brought = brought(&splice, shell.is_line);
        if brought == Brought::Line && (shell.is_line || !splice.text.is_empty()) {
            return vec![splice];
        }
        let Splice { range, text } = splice;
        let span = self.tree.span(self.blocks.at(shell.id).node());
        let (is_first, is_last) = self.edges(&shell, &range);
        match (is_first, is_last) {
            (true, true) if !range.is_empty() => vec![Splice::new(span, text)],
            _ if text.is_empty() => vec![Splice::new(range, text)],
            (true, _) => vec![Splice::insert(span.start, text), Splice::new(range, "")],
            (_, true) => vec![Splice::new(range, ""), Splice::insert(span.end, text)],
            (false, false) => match brought {
                Brought::Paragraph(line) if shell.is_line => vec![Splice::new(range, line)],
                _ => {
                    let (close, open) = self.parted(&shell);
                    vec![Splice::new(range, format!("{close}{text}{open}"))]
                }
            },
        }
    }

    /// Whether something is the first of what a shell shows, and whether it is the last. A sentence is not parted by what
    /// comes beside a macro in it.
    fn edges(&self, shell: &Shell, range: &Range<usize>) -> (bool, bool) {
        if shell.is_line && range.is_empty() {
            let begins = self.blocks.last_from(&self.tree, range.start);
            let is_before = begins.is_some_and(|id| self.blocks.span(&self.tree, id).start == range.start);
            return (is_before, !is_before);
        }
        let block = self.blocks.at(shell.id);
        let shown: Vec<Range<usize>> = if shell.is_line {
            let is_leaf = |node: &NodeId| self.tree.after(*node) == node + 1 && !self.tree.is_blank(*node);
            let leaves = self.tree.descendants(block.node()).filter(is_leaf);
            leaves.map(|node| self.tree.span(node)).collect()
        } else {
            let within = (shell.id + 1..block.after()).filter(|&id| self.is_content(id));
            within.map(|id| self.blocks.span(&self.tree, id)).collect()
        };
        let is_first = !shown.iter().any(|other| other.end <= range.start);
        (is_first, !shown.iter().any(|other| range.end <= other.start))
    }

    /// The paragraph or heading around some bytes, if there is nothing but marks between it and them.
    fn shell_around(&self, range: &Range<usize>) -> Option<Shell> {
        let holds = |id: &BlockId| {
            let node = self.blocks.at(*id).node();
            let (span, inner) = (self.tree.span(node), self.tree.inner_span(node));
            inner.start <= range.start && range.end <= inner.end && range.end < span.end
        };
        let near = self.blocks.last_from(&self.tree, range.start)?;
        let innermost = self.blocks.upward(near).find(holds)?;
        let is_open = |id: &BlockId| {
            let block = self.blocks.at(*id);
            let is_in_line = is_line(&self.tree, block.node()) || self.tree.is_within_line(block.node());
            is_in_line && (block.kind == BlockKind::Wrapper || holds_line(block.kind))
        };
        let around = self.blocks.upward(innermost).take_while(is_open);
        let id = around.filter(|&id| is_line(&self.tree, self.blocks.at(id).node())).last()?;
        Some(Shell { id, innermost, is_line: holds_line(self.blocks.at(innermost).kind) })
    }

    /// Whether a block is one that shows something, and no mere mark or line break.
    fn is_content(&self, id: BlockId) -> bool {
        let block = self.blocks.at(id);
        let mut nodes = block.nodes();
        match block.kind {
            BlockKind::Wrapper => false,
            BlockKind::Run => nodes.any(|node| self.tree.tag(node) != Tag::Br && !self.tree.is_blank(node)),
            _ => true,
        }
    }

    /// The tags that end a shell, with the marks in it down to the innermost one, and those that open it again.
    fn parted(&self, shell: &Shell) -> (String, String) {
        let (mut close, mut open) = (String::new(), String::new());
        for id in self.blocks.upward(shell.innermost).take_while(|&id| id >= shell.id) {
            let node = self.blocks.at(id).node();
            close.push_str(&format!("</{}>", self.tree.name(node)));
            open.insert_str(0, &opening(&self.tree, node));
        }
        (close, open)
    }
}

/// The start tag of an element once more, without the id that belongs to one element alone.
fn opening(tree: &Tree, node: NodeId) -> String {
    let mut tag = format!("<{}", tree.name(node));
    for (name, value) in tree.attributes(node).filter(|(name, _)| !matches!(*name, "local-id" | "id")) {
        attribute_into(&mut tag, name, &decode(value));
    }
    tag.push('>');
    tag
}

fn is_line(tree: &Tree, node: NodeId) -> bool {
    tree.tag(node) == Tag::P || tree.tag(node).heading_level().is_some()
}

fn holds_line(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::Heading(_))
}

/// What a splice puts where it is.
#[derive(Debug, PartialEq, Eq)]
enum Brought {
    /// What may stand within a line: so may a macro in the place of another one.
    Line,
    /// One paragraph, whose line may.
    Paragraph(String),
    Blocks,
}

fn brought(splice: &Splice, is_line: bool) -> Brought {
    let Ok(document) = Document::parse(&splice.text) else { return Brought::Line };
    let kinds: Vec<BlockKind> = document.blocks.roots().map(|id| document.blocks.at(id).kind).collect();
    let may_stand_in_line = |kind: &BlockKind| match kind {
        BlockKind::Run => true,
        BlockKind::Macro => is_line || !splice.range.is_empty(),
        BlockKind::Heading(_)
        | BlockKind::Paragraph
        | BlockKind::List { .. }
        | BlockKind::TaskList
        | BlockKind::Quote
        | BlockKind::Rule
        | BlockKind::Preformatted
        | BlockKind::Table
        | BlockKind::Layout => false,
        _ => is_line,
    };
    match kinds.as_slice() {
        kinds if kinds.iter().all(may_stand_in_line) => Brought::Line,
        [BlockKind::Paragraph] if document.tree.tag(document.blocks.at(0).node()) == Tag::P => {
            let inner = document.tree.inner_span(document.blocks.at(0).node());
            Brought::Paragraph(slice(&splice.text, inner).to_owned())
        }
        _ => Brought::Blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::edit::{Content, Edit};
    use crate::content::render::ReadOptions;

    const TOC: &str = "<ac:structured-macro ac:name=\"toc\" />";

    fn edited(storage: &str, edit: Edit) -> String {
        Document::parse(storage).unwrap().edit(&[edit]).unwrap().storage
    }

    /// The page with a line above or below some line of its Markdown.
    fn rewritten(storage: &str, find: &str, replace: &str) -> String {
        let text = Document::parse(storage).unwrap().markdown(&ReadOptions::new()).text;
        assert!(text.contains(find), "{text}");
        edited(storage, Edit::page_markdown(text.replacen(find, replace, 1)))
    }

    #[test]
    fn blocks_stand_beside_a_paragraph_that_holds_a_macro() {
        let page = format!("<p>{TOC}</p><p>Hi</p><h2>S</h2><p>{TOC}</p>");
        let toc = "#b2".parse().unwrap();
        assert_eq!(rewritten(&page, "::toc", "# Title\n\n::toc"), format!("<h1>Title</h1>{page}"));
        let behind = page.replacen("</p>", "</p><p>ZZZ</p>", 1);
        assert_eq!(edited(&page, Edit::insert_after(toc, "ZZZ")), behind);
        assert_eq!(rewritten(&page, "Hi", "ZZZ\n\nHi"), behind);
        for (new, stored) in [("- a", "<ul><li><p>a</p></li></ul>"), ("text", "<p>text</p>")] {
            let expected = page.replacen(&format!("<p>{TOC}</p>"), stored, 1);
            assert_eq!(edited(&page, Edit::replace_block(toc, new)), expected);
        }
        let moved = edited(&page, Edit::move_before("#b4".parse::<crate::content::Handle>().unwrap(), toc));
        assert_eq!(moved, format!("<h2>S</h2><p>{TOC}</p><p>Hi</p><p>{TOC}</p>"));
        let section = edited(&page, Edit::replace_section("S", "::toc{#b6}\n\nmore"));
        assert_eq!(section, format!("{page}<p>more</p>"));
    }

    #[test]
    fn a_paragraph_of_several_macros_is_parted() {
        let code = |text: &str| {
            format!(
                "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{text}]]></ac:plain-text-body>\
                 </ac:structured-macro>"
            )
        };
        let (one, other) = (code("one"), code("other"));
        let page = format!(
            "<p local-id=\"1\" style=\"text-align: center;\"><strong>{one}<br />{other}</strong></p>"
        );
        let read = Document::parse(&page).unwrap();
        let places: Vec<crate::content::Handle> = read
            .blocks
            .iter()
            .filter(|(_, block)| block.kind == BlockKind::Code)
            .map(|(id, _)| crate::content::Handle::of(id))
            .collect();
        let (first, last) = (places[0], places[1]);
        assert_eq!(edited(&page, Edit::insert_before(first, "a")), format!("<p>a</p>{page}"));
        let storage = Edit::insert_after(last, Content::storage("<p>a</p>"));
        assert_eq!(edited(&page, storage), format!("{page}<p>a</p>"));
        let (close, open) = ("</strong></p>", "<p style=\"text-align: center;\"><strong>");
        let parted = page.replacen("<br />", &format!("{close}<p>a</p>{open}<br />"), 1);
        assert_eq!(edited(&page, Edit::insert_after(first, "a")), parted);
        let replaced = edited(&page, Edit::replace_block(last, "- a"));
        assert_eq!(replaced, format!("{}<ul><li><p>a</p></li></ul>", page.replace(&other, "")));
    }

    #[test]
    fn a_sentence_is_not_parted_by_what_comes_beside_a_macro_in_it() {
        let jira = "<ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">A-1</ac:parameter></ac:structured-macro>";
        let page = format!("<p>See {jira} first.</p>");
        let handle = "#b2".parse().unwrap();
        assert_eq!(edited(&page, Edit::insert_after(handle, "new")), format!("{page}<p>new</p>"));
        assert_eq!(
            edited(&page, Edit::insert_before(handle, "- a")),
            format!("<ul><li><p>a</p></li></ul>{page}")
        );
        assert_eq!(edited(&page, Edit::replace_block(handle, "*it*")), "<p>See <em>it</em> first.</p>");
    }
}
