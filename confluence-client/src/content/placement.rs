//! Elements that stand in one place only: the service refuses a task outside of a list of tasks, or loses it.

use super::ast::{Ast, AstBlock, AstKind, Source};
use super::document::Document;
use crate::storage::error::{ContentError, ContentErrorKind};
use crate::storage::seen::line;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

/// Refuses a result that has more elements where they cannot be than its base, before it is sent.
///
/// Layouts are looked at in what Markdown makes, and not in storage format, which says itself what it wants.
pub(crate) fn check(
    base: Option<&Document>,
    result: &Document,
    of_markdown: bool,
) -> Result<(), ContentError> {
    if of_markdown {
        check_cells(base, result)?;
    }
    let now: Vec<NodeId> = misplaced(result, of_markdown).collect();
    let Some(&last) = now.last() else { return Ok(()) };
    if now.len() <= base.map_or(0, |base| misplaced(base, of_markdown).count()) {
        return Ok(());
    }
    let around = result.tree.name(result.tree.parent(last));
    if is_in_no_cell(result, last) {
        return Err(ContentError::new(ContentErrorKind::Inexpressible, in_no_cell(result, last)));
    }
    if matches!(result.tree.tag(last), Tag::Layout | Tag::LayoutSection | Tag::LayoutCell) {
        return Err(ContentError::new(ContentErrorKind::Inexpressible, LAYOUTS));
    }
    let place = if around.is_empty() { "on no list".to_owned() } else { format!("in `<{around}>`") };
    let message = format!(
        "the result would have `<{}>` {place}, where it cannot stand; write the whole list anew, or each kind of item in a list \
         of its own",
        result.tree.name(last)
    );
    Err(ContentError::new(ContentErrorKind::Inexpressible, message))
}

/// What is wrong with a result, with the line of the Markdown that makes it wrong, where that is a part of a layout.
pub(crate) fn at_its_line(
    error: ContentError,
    source: &Source,
    ast: &Ast<'_>,
    is_page: bool,
) -> ContentError {
    match odd_layout(&ast.blocks, is_page.then_some("")) {
        Some(at) => source.error(error.kind(), at, error.message()),
        None => error,
    }
}

/// Where the first part of a layout is written that cannot stand there, or that has too many cells or too few. `around` is
/// the part that holds the blocks, or nothing where that is not known.
fn odd_layout(blocks: &[AstBlock<'_>], around: Option<&str>) -> Option<usize> {
    blocks.iter().find_map(|block| {
        let directive = match &block.kind {
            AstKind::Container(directive) => Some(&**directive),
            _ => None,
        };
        let name = directive.map_or("block", |directive| &*directive.name);
        let is_right = match name {
            "layout" => around.is_none_or(str::is_empty),
            "layout-section" => around.is_none_or(|around| around == "layout"),
            "layout-cell" => around.is_none_or(|around| around == "layout-section"),
            _ => !matches!(around, Some("layout" | "layout-section")),
        };
        let kind =
            directive.filter(|_| name == "layout-section").and_then(|section| section.attribute("type"));
        let needs =
            kind.and_then(|kind| CELLS.iter().find(|(name, _)| *name == kind)).map(|(_, cells)| *cells);
        match is_right && needs.is_none_or(|needs| needs == block.children.len()) {
            true => odd_layout(&block.children, Some(name)),
            false => Some(block.range.start),
        }
    })
}

/// How many cells the sections of a layout have by their type; of a type that is not here, any number but none.
const CELLS: [(&str, usize); 7] = [
    ("single", 1),
    ("fixed-width", 1),
    ("two_equal", 2),
    ("two_left_sidebar", 2),
    ("two_right_sidebar", 2),
    ("three_equal", 3),
    ("three_with_sidebars", 3),
];

/// Refuses sections of a layout that have another number of cells than their type, if there are more than before.
fn check_cells(base: Option<&Document>, result: &Document) -> Result<(), ContentError> {
    let now = uneven(result);
    let Some((kind, has, needs)) = now.last() else { return Ok(()) };
    if now.len() <= base.map_or(0, |base| uneven(base).len()) {
        return Ok(());
    }
    let cells = |count: usize| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
    let message = format!(
        "`:::layout-section{{type={kind}}}` has {}, and would have {has}; keep a cell for each column, which may be empty, \
         write the section with another type, or delete the section as a whole",
        cells(*needs)
    );
    Err(ContentError::new(ContentErrorKind::Inexpressible, message))
}

/// The sections whose number of cells is not that of their type: the type, how many there are, and how many there should be.
fn uneven(document: &Document) -> Vec<(String, usize, usize)> {
    let tree = &document.tree;
    let sections = (0..tree.len()).filter(|&node| tree.tag(node) == Tag::LayoutSection);
    let counted = sections.filter_map(|section| {
        let kind = tree.attribute(section, "ac:type").unwrap_or_default();
        let has = tree.children(section).filter(|&cell| tree.tag(cell) == Tag::LayoutCell).count();
        let known = CELLS.iter().find(|(name, _)| *name == kind).map(|(_, cells)| *cells);
        let needs = known.unwrap_or(has.max(1));
        (has != needs).then(|| (kind.into_owned(), has, needs))
    });
    counted.collect()
}

const LAYOUTS: &str = "`:::layout` stands on the page itself and in nothing else, holds `:::layout-section` alone, and that \
                       `:::layout-cell`, which holds blocks";

/// Whether something other than its sections is in a layout, or other than its cells in one of those: the service refuses the
/// page, or leaves it out.
fn is_in_no_cell(document: &Document, node: NodeId) -> bool {
    let tree = &document.tree;
    let tag = tree.tag(node);
    let is_shown = !tree.is_blank(node) && !matches!(tag, Tag::Comment | Tag::Instruction);
    // A part of a layout in the wrong place is told as one.
    let is_part = matches!(tag, Tag::Layout | Tag::LayoutSection | Tag::LayoutCell);
    is_shown && !is_part && matches!(tree.tag(tree.parent(node)), Tag::Layout | Tag::LayoutSection)
}

fn in_no_cell(document: &Document, node: NodeId) -> String {
    let words = line(&document.tree, node..document.tree.after(node));
    let words: String = words.chars().take(60).collect();
    let what = if words.is_empty() { "a block".to_owned() } else { format!("\"{words}\"") };
    format!(
        "{what} would stand in a layout and in none of its cells, where a page has no place for it: write it into a \
         `:::layout-cell`, beside a block of that cell, or before or behind the whole `:::layout`"
    )
}

fn misplaced(document: &Document, of_markdown: bool) -> impl Iterator<Item = NodeId> {
    let tree = &document.tree;
    (0..tree.len()).filter(move |&node| {
        let around = tree.tag(tree.parent(node));
        match tree.tag(node) {
            Tag::Task => around != Tag::TaskList,
            Tag::TaskBody | Tag::TaskStatus => around != Tag::Task,
            Tag::Li => !matches!(around, Tag::Ul | Tag::Ol),
            Tag::Layout => of_markdown && around != Tag::Root,
            Tag::LayoutSection => of_markdown && around != Tag::Layout,
            Tag::LayoutCell => of_markdown && around != Tag::LayoutSection,
            Tag::P if matches!(around, Tag::TaskList | Tag::Ul | Tag::Ol) => true,
            _ => of_markdown && is_in_no_cell(document, node),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_stands_in_a_list_of_tasks() {
        let task =
            "<ac:task><ac:task-status>complete</ac:task-status><ac:task-body>a</ac:task-body></ac:task>";
        let good =
            Document::parse(&format!("<ac:task-list>{task}</ac:task-list><ul><li>b</li></ul>")).unwrap();
        let bad = Document::parse(&format!("<ul><li>b</li>{task}</ul>")).unwrap();
        assert!(check(None, &good, true).is_ok() && check(Some(&bad), &bad, true).is_ok());
        let error = check(Some(&good), &bad, true).unwrap_err();
        assert!(error.message().contains("`<ac:task>` in `<ul>`"), "{error}");
    }

    #[test]
    fn a_block_in_a_layout_stands_in_a_cell() {
        let cell = "<ac:layout-cell><p>a</p></ac:layout-cell>";
        let page = |before: &str, inside: &str| {
            Document::parse(&format!(
                "<ac:layout>{before}<ac:layout-section ac:type=\"single\">{inside}{cell}</ac:layout-section></ac:layout>"
            ))
            .unwrap()
        };
        let good = page("\n <!-- x -->", "\n");
        for bad in [page("<p>lost words</p>", ""), page("", "<h2>lost words</h2>"), page("lost words", "")] {
            let error = check(Some(&good), &bad, true).unwrap_err();
            assert!(error.message().starts_with("\"lost words\" would stand in a layout"), "{error}");
            // A page that has such a block already can be edited, and whoever writes storage format says what it wants.
            assert!(check(Some(&bad), &bad, true).is_ok() && check(Some(&good), &bad, false).is_ok());
            assert!(check(Some(&bad), &good, true).is_ok());
        }
    }

    #[test]
    fn a_section_of_a_layout_has_the_cells_of_its_type() {
        let layout = |kind: &str, cells: usize| {
            let cells = "<ac:layout-cell><p>a</p></ac:layout-cell>".repeat(cells);
            let section = format!("<ac:layout-section ac:type=\"{kind}\">{cells}</ac:layout-section>");
            Document::parse(&format!("<ac:layout>{section}</ac:layout>")).unwrap()
        };
        for (kind, cells) in [("two_equal", 2), ("single", 1), ("three_with_sidebars", 3), ("of_an_app", 7)] {
            assert!(check(None, &layout(kind, cells), true).is_ok(), "{kind}");
            assert!(check(Some(&layout(kind, cells)), &layout(kind, 0), true).is_err(), "{kind}");
        }
        let error = check(Some(&layout("two_equal", 2)), &layout("two_equal", 1), true).unwrap_err();
        assert!(
            error.message().contains("`:::layout-section{type=two_equal}` has 2 cells, and would have 1"),
            "{error}"
        );
        let odd = layout("three_equal", 2);
        assert!(
            check(Some(&odd), &odd, true).is_ok()
                && check(Some(&layout("single", 1)), &layout("single", 3), false).is_ok()
        );
    }

    #[test]
    fn what_is_wrong_with_a_layout_is_told_with_its_line() {
        use crate::content::{Edit, WriteOptions, to_storage};

        let two = ":::layout\n:::layout-section{type=two_equal}\n:::layout-cell\na\n:::\n:::\n:::\n";
        for (markdown, line) in [
            ("a\n\n:::layout-cell\nb\n:::\n".to_owned(), 3),
            (
                "a\n\n:::layout\nb\n:::layout-section{type=single}\n:::layout-cell\nc\n:::\n:::\n:::\n"
                    .to_owned(),
                4,
            ),
            ("- a\n\n  :::layout\n  :::\n".to_owned(), 3),
            (format!("# T\n\n{two}"), 4),
        ] {
            let error = to_storage(&markdown, &WriteOptions::new()).unwrap_err().to_string();
            assert!(error.starts_with(&format!("line {line}, ")), "{markdown}: {error}");
            let page = Document::parse("<p>a</p>").unwrap();
            for edit in [Edit::page_markdown(markdown.clone()), Edit::append(markdown.clone())] {
                let told = page.edit(&[edit]).map(|edited| edited.storage);
                let told = told.map_err(|error| error.to_string());
                assert!(
                    told.as_ref().is_err_and(
                        |told| told.contains(&format!("line {line}, ")) || !markdown.starts_with('#')
                    ),
                    "{told:?}"
                );
            }
        }
    }
}
