//! Edits made up at random: what they do not mean stays, and what they lose is reported.

use std::collections::BTreeMap;

use confluence_client::content::{Document, Edit, ReadOptions};
use proptest::prelude::*;

use super::generator::{config, page};

/// Things that must not vanish unreported, counted by their opening tags.
fn precious(storage: &str) -> BTreeMap<&'static str, usize> {
    [
        "<ac:structured-macro",
        "ri:user",
        "ri:page",
        "<ac:inline-comment-marker",
        "<ac:task>",
        "<ac:image",
        "<ac:layout-cell",
        "<ac:adf-extension",
    ]
    .into_iter()
    .map(|tag| (tag, storage.matches(tag).count()))
    .collect()
}

fn vanished(before: &str, after: &str) -> usize {
    let left = precious(after);
    precious(before).into_iter().map(|(tag, count)| count.saturating_sub(left[tag])).sum()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_replaced_block_leaves_the_blocks_around_it_alone(before in page(), block in "[a-z]{1,9}", after in page()) {
        let (before, after) = (before.concat(), after.concat());
        let storage = format!("{before}<h1>{block}</h1><p>only {block}</p><h1>end</h1>{after}");
        let document = Document::parse(&storage).unwrap();
        let heading = document.outline().headings.into_iter().find(|heading| heading.title == block).unwrap();
        let edited = document.edit(&[Edit::replace_section(heading.handle.to_string(), "new **text**")]).unwrap();
        prop_assert!(edited.losses.is_empty());
        prop_assert_eq!(edited.storage, format!("{before}<h1>{block}</h1><p>new <strong>text</strong></p><h1>end</h1>{after}"));
    }

    #[test]
    fn a_rewritten_line_of_the_markdown_loses_nothing_unreported(blocks in page(), line in any::<prop::sample::Index>()) {
        let storage = blocks.concat();
        let document = Document::parse(&storage).unwrap();
        let markdown = document.markdown(&ReadOptions::new()).text;
        let mut lines: Vec<&str> = markdown.lines().collect();
        if lines.is_empty() {
            return Ok(());
        }
        let index = line.index(lines.len());
        lines[index] = "A line of its own.";
        if let Ok(edited) = document.edit(&[Edit::page_markdown(lines.join("\n"))]) {
            Document::parse(&edited.storage).unwrap();
            if vanished(&storage, &edited.storage) > 0 {
                prop_assert!(!edited.losses.is_empty(), "{}\n{}", lines.join("\n"), edited.diff);
            }
        }
    }

    #[test]
    fn a_deleted_line_of_the_markdown_loses_nothing_unreported(blocks in page(), line in any::<prop::sample::Index>()) {
        let storage = blocks.concat();
        let document = Document::parse(&storage).unwrap();
        let markdown = document.markdown(&ReadOptions::new()).text;
        let mut lines: Vec<&str> = markdown.lines().collect();
        if lines.is_empty() {
            return Ok(());
        }
        lines.remove(line.index(lines.len()));
        let edited = document.edit(&[Edit::page_markdown(lines.join("\n"))]);
        if let Ok(edited) = edited.as_ref()
            && vanished(&storage, &edited.storage) > 0
        {
            prop_assert!(!edited.losses.is_empty(), "{}\n{}", lines.join("\n"), edited.diff);
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
    fn twins_never_swap(deleted in 0..3_usize) {
        let twins = ["<p>Same</p>", "<p style=\"margin-left: 30px;\">Same</p>", "<p><span style=\"color: red;\">Same</span></p>"];
        let document = Document::parse(&twins.concat()).unwrap();
        let markdown = document.markdown(&ReadOptions::new()).text;
        let mut lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
        prop_assert_eq!(lines.len(), 3);
        lines.remove(deleted);
        let edited = document.edit(&[Edit::page_markdown(lines.join("\n\n"))]).unwrap();
        let left: String = twins.iter().enumerate().filter(|(index, _)| *index != deleted).map(|(_, twin)| *twin).collect();
        prop_assert_eq!(edited.storage, left);
    }
}
