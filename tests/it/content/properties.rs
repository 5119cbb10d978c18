//! What holds for every page.

use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions, ThreeWay, three_way_merge};
use proptest::prelude::*;

use super::generator::{config, page};
use super::golden::corpus;
use super::to_storage;

fn merged(storage: &str, options: &ReadOptions) -> Result<String, TestCaseError> {
    let document = Document::parse(storage).unwrap();
    let markdown = document.markdown(options).text;
    let failed = |error| TestCaseError::fail(format!("{error}\n{markdown}"));
    let edited = document.edit(&[Edit::page_markdown(markdown.clone())]).map_err(failed)?;
    edited.into_storage(&AllowLoss::none()).map_err(failed)
}

/// The changed Markdown of a page with one more paragraph at the end, which makes the merge do its work.
fn with_a_new_end(storage: &str, options: &ReadOptions) -> Result<String, TestCaseError> {
    let document = Document::parse(storage).unwrap();
    let markdown = format!("{}\n\nA new last paragraph.\n", document.markdown(options).text);
    let edited = document
        .edit(&[Edit::page_markdown(markdown.clone())])
        .map_err(|error| TestCaseError::fail(format!("{error}\n{markdown}")))?;
    prop_assert!(edited.losses.is_empty(), "{:?}\n{markdown}", edited.losses);
    prop_assert!(edited.diff.lines().count() == 2, "{}\n{markdown}", edited.diff);
    Ok(edited.storage)
}

#[test]
fn the_corpus_survives_an_edit_elsewhere() {
    for (name, storage) in corpus() {
        for options in [ReadOptions::new(), ReadOptions::new().handles(true).comments(true)] {
            assert_eq!(merged(&storage, &options).unwrap(), storage, "{name}");
            let edited = with_a_new_end(&storage, &options).unwrap();
            assert_eq!(edited, format!("{storage}<p>A new last paragraph.</p>"), "{name}");
        }
    }
}

/// Pages on which the properties once did not hold.
#[test]
fn pages_that_were_once_misread_are_read() {
    for (storage, markdown) in [
        (
            "<p><em><strong><a href=\"https://e.com\">link</a></strong>A</em></p>",
            "*<strong>[link](https://e.com)</strong>A*\n",
        ),
        ("<p><code>a</code><code>A</code> b</p>", "`aA` b\n"),
        ("<p><time datetime=\"2026-11-23\" />{ A</p>", ":date[2026-11-23]\\{ A\n"),
        ("<p><img src=\"https://e.com/a.gif\" alt=\"old\" /></p>", "![old](https://e.com/a.gif)\n"),
        ("<p>a<strong><del>b</del></strong></p>", "a<strong>~~b~~</strong>\n"),
        (
            "<p><em><b>A</b><u><b><a href=\"https://e.com\">x</a></b></u></em></p>",
            "***A**<u><strong>[x](https://e.com)</strong></u>*\n",
        ),
        ("<p>a<strong><em>b</em></strong></p>", "a***b***\n"),
        ("<p><strong>a \u{a0}<br/> </strong>b</p>", "<strong>a \u{a0}</strong>\\\nb\n"),
        ("<p><em>A<em>\u{a0}</em> </em></p>", "<em>A\u{a0}</em>\n"),
        (
            "<p><a href=\"#x\"><ac:link><ri:attachment ri:filename=\"a b.pdf\" /></ac:link></a></p>",
            "[a b.pdf](#x)\n",
        ),
        (
            "<p><a href=\"#x\"><strong>&mdash;</strong><ac:link><ri:attachment ri:filename=\"f.pdf\" /><ac:plain-text-link-body><![CDATA[file]]></ac:plain-text-link-body></ac:link></a></p>",
            "[<strong>—</strong>file](#x)\n",
        ),
        (
            "<p><a href=\"#x\"><em>-</em><ac:link><ri:page ri:content-title=\"T\" /></ac:link></a></p>",
            "[<em>-</em>T](#x)\n",
        ),
        ("<ul><li><hr /><p>x</p></li><li>y</li></ul>", "- ***\n\n  x\n- y\n"),
    ] {
        let document = Document::parse(storage).unwrap();
        assert_eq!(document.markdown(&ReadOptions::new()).text, markdown);
        let again = Document::parse(&to_storage(markdown).unwrap()).unwrap();
        assert_eq!(again.plain_text(), document.plain_text(), "{markdown}");
        assert_eq!(
            with_a_new_end(storage, &ReadOptions::new()).unwrap(),
            format!("{storage}<p>A new last paragraph.</p>")
        );
    }
}

#[test]
fn a_mark_around_blocks_hides_none_of_them() {
    let page = "<ac:adf-mark key=\"breakout\" mode=\"wide\"><div><h2>a</h2></div></ac:adf-mark>";
    assert_eq!(Document::parse(page).unwrap().markdown(&ReadOptions::new()).text, "## a\n");
}

/// What a text says, however it is spaced.
fn letters(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn unedited_markdown_changes_no_byte(blocks in page()) {
        let storage = blocks.concat();
        prop_assert_eq!(merged(&storage, &ReadOptions::new())?, storage);
    }

    #[test]
    fn an_edit_elsewhere_changes_no_byte(blocks in page()) {
        let storage = blocks.concat();
        let edited = with_a_new_end(&storage, &ReadOptions::new())?;
        prop_assert_eq!(edited.replace("<p>A new last paragraph.</p>", ""), storage);
    }

    #[test]
    fn an_edit_elsewhere_changes_no_byte_with_handles(blocks in page()) {
        let storage = blocks.concat();
        let edited = with_a_new_end(&storage, &ReadOptions::new().handles(true).comments(true))?;
        prop_assert_eq!(edited.replace("<p>A new last paragraph.</p>", ""), storage);
    }

    #[test]
    fn markdown_means_the_same_when_it_is_read_again(blocks in page()) {
        let storage = blocks.concat();
        let rendered = Document::parse(&storage).unwrap().markdown(&ReadOptions::new());
        if rendered.lossy.iter().any(|hidden| hidden.construct == "links and macros in captions") {
            return Ok(());
        }
        let markdown = rendered.text;
        if let Ok(written) = to_storage(&markdown) {
            let again = Document::parse(&written).unwrap();
            prop_assert_eq!(letters(&again.plain_text()), letters(&Document::parse(&storage).unwrap().plain_text()), "{}", markdown);
        }
    }

    #[test]
    fn disjoint_edits_of_two_people_merge(blocks in prop::collection::vec("[a-z]{3,8}", 3..8), one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>()) {
        let page = |texts: &[String]| texts.iter().map(|text| format!("<p>{text}</p>")).collect::<String>();
        let base = page(&blocks);
        let (one, other) = (one.index(blocks.len()), other.index(blocks.len()));
        let (mut ours, mut theirs, mut both) = (blocks.clone(), blocks.clone(), blocks.clone());
        ours[one].push_str(" OURS");
        theirs[other].push_str(" THEIRS");
        both[one].push_str(" OURS");
        both[other].push_str(" THEIRS");
        match three_way_merge(&base, &page(&ours), &page(&theirs)).unwrap() {
            ThreeWay::Merged(merged) => {
                prop_assert_ne!(one, other);
                prop_assert_eq!(merged, page(&both));
            }
            ThreeWay::Conflicts(conflicts) => {
                prop_assert_eq!(one, other);
                prop_assert!(conflicts[0].ours.contains("OURS") && conflicts[0].theirs.contains("THEIRS"));
            }
            _ => unreachable!(),
        }
    }

    #[test]
    fn one_side_alone_is_taken_over_to_the_byte(base in page(), theirs in page()) {
        let (base, theirs) = (base.concat(), theirs.concat());
        prop_assert_eq!(three_way_merge(&base, &base, &theirs).unwrap(), ThreeWay::Merged(theirs.clone()));
        prop_assert_eq!(three_way_merge(&base, &theirs, &base).unwrap(), ThreeWay::Merged(theirs));
    }
}
