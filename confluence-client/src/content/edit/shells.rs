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
    /// Splices that bring blocks, so that those stand beside the paragraph that they came into, or part it.
    pub(super) fn beside_shells(&self, splices: Vec<Splice>) -> Vec<Splice> {
        let beside = self.joined(splices).into_iter().flat_map(|splice| self.beside_shell(splice));
        beside.filter(|splice| !splice.range.is_empty() || !splice.text.is_empty()).collect()
    }

    /// The same splices, of which those that take away all that a shell shows, one by one, take it away as well.
    pub(super) fn without_hollow_shells(&self, splices: Vec<Splice>) -> Vec<Splice> {
        let takes = |splice: &Splice| splice.text.is_empty() && !splice.range.is_empty();
        let mut shells: HashMap<BlockId, Vec<Range<usize>>> = HashMap::new();
        for splice in splices.iter().filter(|splice| takes(splice)) {
            if let Some(shell) = self.shell_around(&splice.range).filter(|shell| !shell.is_line) {
                shells.entry(shell.id).or_default().push(splice.range.clone());
            }
        }
        shells.retain(|_, taken| taken.len() > 1);
        if shells.is_empty() {
            return splices;
        }
        let mut others: Vec<usize> =
            splices.iter().filter(|splice| !takes(splice)).map(|splice| splice.range.start).collect();
        others.sort_unstable();
        let mut hollow: Vec<Range<usize>> = shells
            .into_iter()
            .filter_map(|(shell, mut taken)| {
                taken.sort_by_key(|range| range.start);
                let span = self.tree.span(self.blocks.at(shell).node());
                let next = others.get(others.partition_point(|&at| at <= span.start));
                let is_touched = next.is_some_and(|&at| at < span.end);
                (!is_touched && self.is_hollow_without(shell, &taken)).then_some(span)
            })
            .collect();
        hollow.sort_by_key(|span| span.start);
        let is_within = |splice: &Splice| {
            let last = hollow.partition_point(|span| span.start < splice.range.end).checked_sub(1);
            let holds =
                |span: &Range<usize>| span.start <= splice.range.start && splice.range.end <= span.end;
            !splice.range.is_empty() && last.and_then(|last| hollow.get(last)).is_some_and(holds)
        };
        let mut left: Vec<Splice> = splices.into_iter().filter(|splice| !is_within(splice)).collect();
        left.extend(hollow.iter().map(|span| Splice::new(span.clone(), "")));
        left
    }

    /// Whether a shell shows nothing without some bytes, which are in order.
    fn is_hollow_without(&self, shell: BlockId, taken: &[Range<usize>]) -> bool {
        let is_taken = |id: BlockId| {
            let span = self.blocks.span(&self.tree, id);
            let last = taken.partition_point(|range| range.start <= span.start).checked_sub(1);
            last.and_then(|last| taken.get(last)).is_some_and(|range| span.end <= range.end)
        };
        let mut within = shell + 1..self.blocks.at(shell).after();
        within.all(|id| {
            !self.is_content(id) || self.blocks.upward(id).take_while(|&around| around > shell).any(is_taken)
        })
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
            // What comes right before a text is not in it.
            if self.blocks.at(*id).kind == BlockKind::Run
                && range.is_empty()
                && range.start == self.blocks.span(&self.tree, *id).start
            {
                return false;
            }
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

    #[test]
    fn a_text_beside_a_macro_in_a_paragraph_is_a_paragraph_of_its_own_elsewhere() {
        let info = "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>";
        let page = format!("<p>Hi</p><p>one {info} two</p><h2>S</h2>");
        let handle = |text: &str| text.parse::<crate::content::Handle>().unwrap();
        for new in ["<p>new</p>", "<ul><li><p>new</p></li></ul>"] {
            let before = edited(&page, Edit::insert_before(handle("#b3"), Content::storage(new)));
            assert_eq!(before, format!("<p>Hi</p>{new}<p>one {info} two</p><h2>S</h2>"));
        }
        let moved = edited(&page, Edit::move_before(handle("#b1"), handle("#b3")));
        assert_eq!(moved, page);
        let behind = edited(&page, Edit::move_after(handle("#b3"), handle("#b6")));
        assert_eq!(behind, format!("<p>Hi</p><p>{info} two</p><p>one</p><h2>S</h2>"));
        let between = edited(&page, Edit::move_after(handle("#b3"), handle("#b4")));
        assert_eq!(between, format!("<p>Hi</p><p>{info}</p><p>one</p><p> two</p><h2>S</h2>"));
        let turned = rewritten(&page, "one\n\n> [!NOTE]\n> x\n\ntwo", "> [!NOTE]\n> x\n\ntwo\n\none");
        assert_eq!(turned, format!("<p>Hi</p><p>{info} two</p><p>one</p><h2>S</h2>"));
    }

    #[test]
    fn a_paragraph_goes_with_the_last_of_what_it_holds() {
        let expand = "<ac:structured-macro ac:name=\"expand\"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>";
        let page = format!("<p>Hi</p><p>{TOC}<br />{expand}</p><p>end</p>");
        let text = Document::parse(&page).unwrap().markdown(&ReadOptions::new()).text;
        assert_eq!(edited(&page, Edit::page_markdown("Hi\n\nend\n")), "<p>Hi</p><p>end</p>", "{text}");
        let read = Document::parse(&page).unwrap();
        let gone = ["#b3", "#b5"].map(|handle| Edit::delete_block(handle.parse().unwrap()));
        assert_eq!(read.edit(&gone).unwrap().storage, "<p>Hi</p><p>end</p>");
    }
}
