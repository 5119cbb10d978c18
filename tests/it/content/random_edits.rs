//! Edits made up at random, over the whole ladder: what they do not mean stays, and what they lose is reported.

mod untouched;

use std::collections::BTreeMap;
use std::ops::Range;

use confluence_client::content::{Content, Document, Edit, Edited, Handle, LossKind, ReadOptions, TableEdit};
use proptest::prelude::*;
use proptest::sample::Index;

use super::generator::{config, page};
use untouched::{inserted, is_beside_shell, outside_stays, span, span_of_item};

/// What begins each thing that must not vanish unreported.
const PRECIOUS: [(LossKind, &str); 10] = [
    (LossKind::Macro, "<ac:structured-macro"),
    (LossKind::Reference, "<ri:user"),
    (LossKind::Reference, "<ri:blog-post"),
    (LossKind::Reference, "<ri:space"),
    (LossKind::Comment, "<ac:inline-comment-marker"),
    (LossKind::Task, "<ac:task>"),
    (LossKind::Image, "<ac:image"),
    (LossKind::Layout, "<ac:layout-cell"),
    (LossKind::Layout, "<ac:layout-section"),
    (LossKind::Extension, "<ac:adf-extension"),
];

fn precious(storage: &str) -> BTreeMap<LossKind, usize> {
    let mut counts = BTreeMap::new();
    for (kind, tag) in PRECIOUS {
        let count =
            if kind == LossKind::Comment { references(storage) } else { storage.matches(tag).count() };
        *counts.entry(kind).or_insert(0) += count;
    }
    counts
}

/// One comment can have several anchors: it is there as long as one of them is.
fn references(storage: &str) -> usize {
    ["ac:ref=\"ref-1\"", "ac:ref=\"ref-2\""].iter().filter(|reference| storage.contains(**reference)).count()
}

/// Fails if more of a kind is gone than was reported or stood in what was deleted on purpose.
fn nothing_is_lost_unreported(before: &str, edited: &Edited, deleted: &str) -> Result<(), TestCaseError> {
    Document::parse(&edited.storage).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let (left, meant) = (precious(&edited.storage), precious(deleted));
    for (kind, count) in precious(before) {
        let reported = edited.losses.iter().filter(|loss| loss.kind == kind).count();
        prop_assert!(
            left[&kind] + meant[&kind] + reported >= count,
            "{kind}: {count} before, {} after, {reported} reported\n{}",
            left[&kind],
            edited.diff
        );
    }
    Ok(())
}

fn handle(document: &Document, index: Index) -> Option<Handle> {
    let blocks = document.outline().blocks;
    (blocks > 0).then(|| format!("#b{}", index.index(blocks) + 1).parse().unwrap())
}

const CONTENTS: [&str; 9] = [
    "New **text**.",
    "- one\n- two",
    "- [x] done\n- [ ] to do",
    "# Heading\n\nText with [a link](page:DOC/Title) and :status[NEW]{red}.",
    "> [!WARNING]\n> Careful.",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```rust\nfn main() {}\n```",
    ":::excerpt\n\nInside.\n\n:::",
    "::toc{maxLevel=2}",
];

/// Whether content is a list, whose items go beside items.
fn is_list(content: &Content) -> bool {
    CONTENTS.iter().any(|text| text.starts_with("- ") && *content == Content::markdown(*text))
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        8 => prop::sample::select(CONTENTS.as_slice()).prop_map(Content::markdown),
        1 => Just(Content::storage("<p>As <em>it</em> is.</p>")),
    ]
}

/// What is done to the lines of some Markdown.
#[derive(Clone, Debug)]
enum LineEdit {
    Replace(Index),
    Delete(Index),
    Repeat(Index),
    Insert(Index, &'static str),
    Swap(Index, Index),
    Word(Index),
}

fn line_edits() -> impl Strategy<Value = Vec<LineEdit>> {
    let index = any::<Index>;
    let edit = prop_oneof![
        1 => index().prop_map(LineEdit::Replace),
        1 => index().prop_map(LineEdit::Delete),
        1 => index().prop_map(LineEdit::Repeat),
        1 => (index(), prop::sample::select(CONTENTS.as_slice())).prop_map(|(at, text)| LineEdit::Insert(at, text)),
        1 => (index(), index()).prop_map(|(one, other)| LineEdit::Swap(one, other)),
        3 => index().prop_map(LineEdit::Word),
    ];
    prop::collection::vec(edit, 1..4)
}

fn with_edited_lines(markdown: &str, edits: &[LineEdit]) -> String {
    let mut lines: Vec<String> = markdown.lines().map(str::to_owned).collect();
    for edit in edits {
        let count = lines.len();
        if count == 0 {
            break;
        }
        match edit {
            LineEdit::Replace(at) => "A line of its own.".clone_into(&mut lines[at.index(count)]),
            LineEdit::Delete(at) => drop(lines.remove(at.index(count))),
            LineEdit::Repeat(at) => lines.insert(at.index(count), lines[at.index(count)].clone()),
            LineEdit::Insert(at, text) => lines.insert(at.index(count), format!("\n{text}\n")),
            LineEdit::Swap(one, other) => lines.swap(one.index(count), other.index(count)),
            LineEdit::Word(at) => {
                let line = &mut lines[at.index(count)];
                if let Some(word) =
                    line.split(' ').rfind(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic()))
                {
                    *line = line.replacen(&word.to_owned(), "other", 1);
                }
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_replaced_section_leaves_the_blocks_around_it_alone(before in page(), block in "one of a kind [a-z]{1,9}", after in page()) {
        let (before, after) = (before.concat(), after.concat());
        let storage = format!("{before}<h1>{block}</h1><p>only {block}</p><h1>end</h1>{after}");
        let document = Document::parse(&storage).unwrap();
        let heading = document.outline().headings.into_iter().find(|heading| heading.title == block).unwrap();
        let edited = document.edit(&[Edit::replace_section(heading.handle.to_string(), "new **text**")]).unwrap();
        prop_assert!(edited.losses.is_empty());
        prop_assert_eq!(edited.storage, format!("{before}<h1>{block}</h1><p>new <strong>text</strong></p><h1>end</h1>{after}"));
    }

    #[test]
    fn edited_lines_of_the_markdown_lose_nothing_unreported(blocks in page(), edits in line_edits()) {
        let storage = blocks.concat();
        let document = Document::parse(&storage).unwrap();
        for options in [ReadOptions::new(), ReadOptions::new().handles(true).comments(true)] {
            let markdown = with_edited_lines(&document.markdown(&options).text, &edits);
            if let Ok(edited) = document.edit(&[Edit::page_markdown(markdown)]) {
                nothing_is_lost_unreported(&storage, &edited, "")?;
            }
        }
    }

    #[test]
    fn edited_lines_change_no_byte_of_other_blocks(before in page(), blocks in page(), after in page(), edits in line_edits()) {
        let (before, after) = (before.concat(), after.concat());
        let (first, last) = ("<h1>first sentinel</h1>", "<h1>last sentinel</h1>");
        let storage = format!("{before}{first}{}{last}{after}", blocks.concat());
        let document = Document::parse(&storage).unwrap();
        let markdown = document.markdown(&ReadOptions::new()).text;
        let (head, rest) = markdown.split_once("# first sentinel\n").unwrap();
        let (middle, tail) = rest.split_once("\n# last sentinel").unwrap();
        let middle = with_edited_lines(middle, &edits);
        let changed = format!("{head}# first sentinel\n\n{middle}\n\n# last sentinel{tail}");
        let Ok(edited) = document.edit(&[Edit::page_markdown(changed)]) else { return Ok(()) };
        let headings = Document::parse(&edited.storage).unwrap().outline().headings;
        if headings.iter().any(|heading| heading.title == "last sentinel") {
            prop_assert!(edited.storage.starts_with(&format!("{before}{first}")), "{}", edited.diff);
            prop_assert!(edited.storage.ends_with(&format!("{last}{after}")), "{}", edited.diff);
        }
    }

    #[test]
    fn a_replaced_block_changes_no_byte_around_it(blocks in page(), block in any::<Index>(), content in content()) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some(handle) = handle(&document, block) else { return Ok(()) };
        let span = if is_list(&content) { span_of_item(&document, handle) } else { span(&document, handle) };
        if let Ok(edited) = document.edit(&[Edit::replace_block(handle, content)]) {
            outside_stays(&document, &span, &edited)?;
            nothing_is_lost_unreported(document.storage(), &edited, "")?;
        }
    }

    #[test]
    fn edited_lines_of_one_block_change_no_byte_around_it(blocks in page(), block in any::<Index>(), edits in line_edits()) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some(handle) = handle(&document, block) else { return Ok(()) };
        let markdown = document.block_markdown(handle, &ReadOptions::new()).unwrap().text;
        if let Ok(edited) = document.edit(&[Edit::replace_block(handle, with_edited_lines(&markdown, &edits))]) {
            outside_stays(&document, &span_of_item(&document, handle), &edited)?;
            nothing_is_lost_unreported(document.storage(), &edited, "")?;
        }
    }

    #[test]
    fn inserted_content_is_all_that_changes(blocks in page(), block in any::<Index>(), after in any::<bool>(), content in content()) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some(handle) = handle(&document, block) else { return Ok(()) };
        let span = span(&document, handle);
        // Items go beside items, and into a list.
        let anywhere = is_list(&content);
        let edit = if after { Edit::insert_after(handle, content) } else { Edit::insert_before(handle, content) };
        if let Ok(edited) = document.edit(&[edit]) {
            prop_assert!(edited.losses.is_empty(), "{:?}", edited.losses);
            let place = if after { span.end } else { span.start };
            let beside = |added: Range<usize>| added.start == place || is_beside_shell(document.storage(), place, added.start);
            inserted(document.storage(), &edited.storage, |added| anywhere || beside(added))?;
        }
    }

    #[test]
    fn content_at_an_end_is_all_that_changes(blocks in page(), end in any::<bool>(), content in content()) {
        let storage = blocks.concat();
        let document = Document::parse(&storage).unwrap();
        let edited = document.edit(&[if end { Edit::append(content) } else { Edit::prepend(content) }]).unwrap();
        prop_assert!(edited.losses.is_empty(), "{:?}", edited.losses);
        let opened = |text: &str| text.replace("<ac:layout-cell />", "<ac:layout-cell></ac:layout-cell>");
        inserted(&opened(&storage), &opened(&edited.storage), |_| true)?;
    }

    #[test]
    fn a_deleted_block_is_all_that_goes(blocks in page(), block in any::<Index>()) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some(handle) = handle(&document, block) else { return Ok(()) };
        let span = span(&document, handle);
        if let Ok(edited) = document.edit(&[Edit::delete_block(handle)]) {
            prop_assert!(edited.losses.iter().all(|loss| loss.kind == LossKind::Body), "{:?}", edited.losses);
            inserted(&edited.storage, document.storage(), |gone| gone.start <= span.start && span.end <= gone.end)?;
        }
    }

    #[test]
    fn a_moved_block_takes_its_bytes_along(blocks in page(), block in any::<Index>(), to in any::<Index>(), after in any::<bool>()) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some((block, to)) = handle(&document, block).zip(handle(&document, to)) else { return Ok(()) };
        let edit = if after { Edit::move_after(block, to) } else { Edit::move_before(block, to) };
        if let Ok(edited) = document.edit(&[edit]) {
            // What moves out of the anchor of a comment may leave a comment on nothing.
            let told = edited.losses.iter().all(|loss| loss.kind == LossKind::Comment);
            prop_assert!(told, "{:?}\n{}", edited.losses, edited.diff);
            prop_assert!(edited.storage.contains(document.block_storage(block).unwrap()));
            nothing_is_lost_unreported(document.storage(), &edited, "")?;
        }
    }

    #[test]
    fn an_edited_table_changes_no_byte_around_it(blocks in page(), block in any::<Index>(), row in 1..4_usize, column in 1..4_usize, which in 0..5_usize) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let tables: Vec<Handle> = (1..=document.outline().blocks)
            .map(|number| format!("#b{number}").parse().unwrap())
            .filter(|handle| document.block_storage(*handle).unwrap().starts_with("<table"))
            .collect();
        if tables.is_empty() {
            return Ok(());
        }
        let table = tables[block.index(tables.len())];
        let cells = vec!["new *cell*".to_owned()];
        let edit = match which {
            0 => TableEdit::SetCell { row: row.into(), column: column.into(), markdown: "set".to_owned() },
            1 => TableEdit::InsertRow { after: (row > 1).then(|| row.into()), cells },
            2 => TableEdit::InsertColumn { after: (column > 1).then(|| column.into()), cells },
            3 => TableEdit::DeleteRow { row: row.into() },
            _ => TableEdit::DeleteColumn { column: column.into() },
        };
        if let Ok(edited) = document.edit(&[Edit::table(table, edit)]) {
            if which == 3 {
                inserted(&edited.storage, document.storage(), |_| true)?;
            } else {
                outside_stays(&document, &span(&document, table), &edited)?;
            }
            let whole = document.block_storage(table).unwrap();
            let deleted = match which {
                0..=2 => String::new(),
                _ => whole.to_owned(),
            };
            nothing_is_lost_unreported(document.storage(), &edited, &deleted)?;
        }
    }

    #[test]
    fn a_set_parameter_changes_no_byte_around_its_macro(blocks in page(), block in any::<Index>(), value in prop::option::of("[a-z<&\"]{1,5}")) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some(handle) = handle(&document, block) else { return Ok(()) };
        if let Ok(edited) = document.edit(&[Edit::macro_parameter(handle, "title", value)]) {
            outside_stays(&document, &span(&document, handle), &edited)?;
            nothing_is_lost_unreported(document.storage(), &edited, "")?;
        }
    }

    #[test]
    fn storage_of_another_page_loses_nothing_unreported(before in page(), after in page()) {
        let (before, after) = (before.concat(), after.concat());
        let document = Document::parse(&before).unwrap();
        let edited = document.edit(&[Edit::page_storage(after.as_str())]).unwrap();
        nothing_is_lost_unreported(&before, &edited, "")?;
        prop_assert_eq!(edited.storage, after);
    }

    #[test]
    fn several_edits_at_once_lose_nothing_unreported(blocks in page(), places in prop::collection::vec(any::<Index>(), 3), content in content()) {
        let document = Document::parse(&blocks.concat()).unwrap();
        let Some(first) = handle(&document, places[0]) else { return Ok(()) };
        let (second, third) = (handle(&document, places[1]).unwrap(), handle(&document, places[2]).unwrap());
        let edits = [
            Edit::replace_block(first, content.clone()),
            Edit::insert_after(second, content),
            Edit::delete_block(third),
            Edit::append("The end."),
        ];
        if let Ok(edited) = document.edit(&edits) {
            let left = document.edit(&[Edit::delete_block(third)]).unwrap().storage;
            nothing_is_lost_unreported(&left, &edited, "")?;
        }
    }

    #[test]
    fn a_replaced_text_changes_that_text_only(before in page(), text in "[a-z]{4,8} [a-z]{4,8}", after in page()) {
        let (before, after) = (before.concat(), after.concat());
        let marked = text.replacen(' ', " <ac:inline-comment-marker ac:ref=\"x\">", 1);
        let wrap = |text: &str| format!("{before}<p>QQ {text}</ac:inline-comment-marker></p>{after}");
        let document = Document::parse(&wrap(&marked)).unwrap();
        let edited = document.edit(&[Edit::replace_text(format!("QQ {text}"), format!("QQ {text}er"))]).unwrap();
        prop_assert_eq!(edited.storage, wrap(&format!("{marked}er")));
    }

    #[test]
    fn replaced_texts_lose_nothing(blocks in page(), letter in "[a-z]") {
        let document = Document::parse(&blocks.concat()).unwrap();
        if let Ok(edited) = document.edit(&[Edit::replace_text(letter, "<&>").all_occurrences()]) {
            nothing_is_lost_unreported(document.storage(), &edited, "")?;
            prop_assert!(edited.losses.is_empty(), "{:?}", edited.losses);
        }
    }

    #[test]
    fn twins_never_swap(deleted in 0..4_usize) {
        let twins = ["<p>Same one</p>", "<p style=\"margin-left: 30px;\">Same one</p>", "<p><span style=\"color: red;\">Same one</span></p>", "<p>Same&nbsp;one</p>"];
        let document = Document::parse(&twins.concat()).unwrap();
        let markdown = document.markdown(&ReadOptions::new()).text;
        let mut lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
        prop_assert_eq!(lines.len(), 4);
        lines.remove(deleted);
        let edited = document.edit(&[Edit::page_markdown(lines.join("\n\n"))]).unwrap();
        let left: String = twins.iter().enumerate().filter(|(index, _)| *index != deleted).map(|(_, twin)| *twin).collect();
        prop_assert_eq!(edited.storage, left);
    }
}
