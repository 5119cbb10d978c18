//! Random edits of two people: those that do not touch the same words both survive.

use std::collections::BTreeMap;

use confluence_client::content::{Document, Edit, ReadOptions, ThreeWay, three_way_merge};
use proptest::prelude::*;
use proptest::sample::Index;

use super::generator::config;

/// Few words, so that the same stand in many places.
const WORDS: [&str; 8] = ["one", "two", "three", "four", "five", "six", "seven", "eight"];

/// What holds a line of words.
const SHAPES: [(&str, &str); 9] = [
    ("<p>", "</p>"),
    ("<p local-id=\"l\"><strong>", "</strong> end</p>"),
    ("<h2>", "</h2>"),
    ("<ul><li><p>", "</p></li><li>fixed</li></ul>"),
    ("<table><tbody><tr><th>head</th></tr><tr><td><p>", "</p></td></tr></tbody></table>"),
    ("<table><tbody><tr><td>", "</td><td>fixed</td></tr></tbody></table>"),
    (
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>",
        "</ac:task-body></ac:task></ac:task-list>",
    ),
    (
        "<ac:structured-macro ac:name=\"info\" ac:macro-id=\"m\"><ac:rich-text-body><p>",
        "</p></ac:rich-text-body></ac:structured-macro>",
    ),
    ("<blockquote><p>", " <ac:link><ri:user ri:account-id=\"u1\" /></ac:link></p></blockquote>"),
];

type Line = (usize, Vec<usize>);

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let words = prop::collection::vec(0..WORDS.len(), 2..9);
    prop::collection::vec((0..SHAPES.len(), words), 1..6)
}

/// The page with some words changed, by the number of the word in the page.
fn page(lines: &[Line], changed: &Changed) -> String {
    let mut number = 0;
    let mut page = String::new();
    for (shape, words) in lines {
        let (open, close) = SHAPES[*shape];
        let words: Vec<String> = words
            .iter()
            .map(|&word| {
                number += 1;
                changed.get(&(number - 1)).cloned().unwrap_or_else(|| WORDS[word].to_owned())
            })
            .collect();
        page.push_str(&format!("{open}{}{close}", words.join(" ")));
    }
    page
}

type Changed = BTreeMap<usize, String>;

/// Whether both changed one cell of a table, or words of one line with fewer than three unchanged ones between them.
fn are_near(lines: &[Line], ours: &Changed, theirs: &Changed) -> bool {
    let mut start = 0;
    lines.iter().any(|(shape, words)| {
        let line = start..start + words.len();
        start = line.end;
        if SHAPES[*shape].0.contains("<td>") {
            return ours.range(line.clone()).next().is_some() && theirs.range(line).next().is_some();
        }
        let mut changed: Vec<(usize, bool)> = ours.range(line.clone()).map(|(at, _)| (*at, true)).collect();
        changed.extend(theirs.range(line).map(|(at, _)| (*at, false)));
        changed.sort_unstable();
        changed.windows(2).any(|two| two[0].1 != two[1].1 && two[1].0 - two[0].0 <= 3)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn changes_of_different_words_both_survive(lines in lines(), picks in prop::collection::vec((any::<Index>(), any::<bool>()), 2..8)) {
        let count: usize = lines.iter().map(|(_, words)| words.len()).sum();
        let (mut ours, mut theirs) = (BTreeMap::new(), BTreeMap::new());
        for (pick, is_ours) in picks {
            let at = pick.index(count);
            if !ours.contains_key(&at) && !theirs.contains_key(&at) {
                let (side, word) = if is_ours { (&mut ours, format!("OURS{at}")) } else { (&mut theirs, format!("THEIRS{at}")) };
                side.insert(at, word);
            }
        }
        // A line of which one side leaves no word is written anew as a whole.
        let mut number = 0;
        for (_, words) in &lines {
            let range = number..number + words.len();
            number = range.end;
            for side in [&mut ours, &mut theirs] {
                if range.clone().all(|at| side.contains_key(&at)) {
                    side.remove(&range.start);
                }
            }
        }
        let base = page(&lines, &BTreeMap::new());
        let both = ours.clone().into_iter().chain(theirs.clone()).collect();
        let merged = three_way_merge(&base, &page(&lines, &ours), &page(&lines, &theirs)).unwrap();
        match are_near(&lines, &ours, &theirs) {
            true => prop_assert!(matches!(merged, ThreeWay::Conflicts(_)), "{} {:?}", base, merged),
            false => prop_assert_eq!(merged, ThreeWay::Merged(page(&lines, &both)), "{}", base),
        }
    }

    #[test]
    fn what_both_add_stands_beside_what_the_other_changes(lines in lines(), word in any::<Index>(), at in any::<Index>()) {
        let count: usize = lines.iter().map(|(_, words)| words.len()).sum();
        let base = page(&lines, &BTreeMap::new());
        let theirs = page(&lines, &BTreeMap::from([(word.index(count), "THEIRS".to_owned())]));
        let mut added = lines.clone();
        added.insert(at.index(lines.len() + 1), (0, vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        let ours = page(&added, &BTreeMap::new());
        let ThreeWay::Merged(merged) = three_way_merge(&base, &ours, &theirs).unwrap() else {
            return Err(TestCaseError::fail(format!("a conflict\n{base}\n{ours}\n{theirs}")));
        };
        prop_assert!(merged.contains("THEIRS") && merged.contains("one one one one one one one one one one one"), "{}", merged);
        prop_assert_eq!(merged.len(), ours.len() + theirs.len() - base.len());
    }
}

fn status(title: &str, colour: &str) -> String {
    format!(
        "<p>is <ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\" ac:macro-id=\"s1\"><ac:parameter ac:name=\"title\">{title}</ac:parameter><ac:parameter ac:name=\"colour\">{colour}</ac:parameter></ac:structured-macro> now</p>"
    )
}

#[test]
fn a_changed_status_is_the_same_macro() {
    let base = status("OPEN", "Red");
    let document = Document::parse(&base).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    for (from, to, expected) in [
        ("[OPEN]", "[DONE]", status("DONE", "Red")),
        ("{red}", "{green}", status("OPEN", "Green")),
        ("[OPEN]{red}", "[DONE]{green}", status("DONE", "Green")),
        (
            "[OPEN]{red} now",
            "[DONE]{red} **now**",
            status("DONE", "Red").replace("now", "<strong>now</strong>"),
        ),
        (
            "{red}",
            "{red subtle}",
            base.replace(
                "</ac:structured-macro>",
                "<ac:parameter ac:name=\"subtle\">true</ac:parameter></ac:structured-macro>",
            ),
        ),
    ] {
        let edited = document.edit(&[Edit::page_markdown(markdown.replace(from, to))]).unwrap();
        assert_eq!((edited.storage, edited.losses.len()), (expected, 0));
    }
    // Of two that look alike, the other one stays what it is; a new one has no id.
    let two = Document::parse(&format!("{base}{}", base.replace("s1", "s2"))).unwrap();
    let markdown = two.markdown(&ReadOptions::new()).text;
    let edited = two.edit(&[Edit::page_markdown(markdown.replacen("[OPEN]", "[DONE]", 1))]).unwrap();
    assert_eq!(edited.storage, format!("{}{}", status("DONE", "Red"), base.replace("s1", "s2")));
    let added =
        two.edit(&[Edit::page_markdown(markdown.replacen("is ", "is :status[NEW]{blue} ", 1))]).unwrap();
    assert_eq!(added.storage.matches("ac:macro-id").count(), 2, "{}", added.storage);
    // What one changes in its colour and the other in its words is one status again.
    assert_eq!(
        three_way_merge(&base, &status("DONE", "Red"), &status("OPEN", "Green")).unwrap(),
        ThreeWay::Merged(status("DONE", "Green"))
    );
}

#[test]
fn lines_of_code_and_what_stands_around_a_content_merge() {
    let code = |a: &str, c: &str| {
        format!(
            "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[{a}\nb();\n{c}]]></ac:plain-text-body></ac:structured-macro>"
        )
    };
    let table = |width: &str, cell: &str| {
        format!(
            "<table><colgroup><col style=\"width: {width}px;\" /></colgroup><tbody><tr><td>{cell}</td></tr></tbody></table>"
        )
    };
    let panel = |title: &str, text: &str| {
        format!(
            "<ac:structured-macro ac:name=\"panel\" ac:macro-id=\"m\"><ac:parameter ac:name=\"title\">{title}</ac:parameter><ac:rich-text-body><p>{text} words</p></ac:rich-text-body></ac:structured-macro>"
        )
    };
    let heading = |level: u8, text: &str| format!("<h{level}>{text} words</h{level}>");
    for (base, ours, theirs, both) in [
        (code("a();", "c();"), code("A();", "c();"), code("a();", "C();"), code("A();", "C();")),
        (table("1", "a"), table("2", "a"), table("1", "b"), table("2", "b")),
        (panel("T", "a"), panel("U", "a"), panel("T", "b"), panel("U", "b")),
        (heading(1, "a"), heading(2, "a"), heading(1, "b"), heading(2, "b")),
    ] {
        assert_eq!(three_way_merge(&base, &ours, &theirs).unwrap(), ThreeWay::Merged(both.clone()));
        assert_eq!(three_way_merge(&base, &theirs, &ours).unwrap(), ThreeWay::Merged(both));
    }
    assert!(matches!(
        three_way_merge(&code("a();", "c();"), &code("A();", "c();"), &code("X();", "c();")).unwrap(),
        ThreeWay::Conflicts(_)
    ));
}

#[test]
fn an_empty_element_takes_a_parameter() {
    let page = Document::parse("<ac:structured-macro ac:name=\"toc\" ac:macro-id=\"t\" />").unwrap();
    let edited = page.edit(&[Edit::page_markdown("::toc{#b1 maxLevel=2 type=flat}")]).unwrap();
    assert_eq!(
        edited.storage,
        "<ac:structured-macro ac:name=\"toc\" ac:macro-id=\"t\" ><ac:parameter ac:name=\"maxLevel\">2</ac:parameter><ac:parameter ac:name=\"type\">flat</ac:parameter></ac:structured-macro>"
    );
}
