//! Two people's changes to one version, in whatever they nest.

use confluence_client::content::{Conflict, ThreeWay, three_way_merge};

/// Structures with the same two paragraphs in different parts of them.
const NESTED: [(&str, &str); 7] = [
    ("a list", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"),
    (
        "a list in a list",
        "<ul><li><p>one</p><ol><li><p>a</p></li><li><p>two</p></li></ol></li><li><p>b</p></li></ul>",
    ),
    (
        "tasks",
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>one</ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>two</ac:task-body></ac:task></ac:task-list>",
    ),
    (
        "a table",
        "<table><colgroup><col /></colgroup><tbody><tr><th><p>one</p></th></tr><tr><td><p>two</p></td></tr></tbody></table>",
    ),
    (
        "a layout",
        "<ac:layout><ac:layout-section ac:type=\"fixed\"><ac:layout-cell><p>one</p></ac:layout-cell><ac:layout-cell><p>two</p></ac:layout-cell></ac:layout-section></ac:layout>",
    ),
    (
        "the body of a macro",
        "<ac:structured-macro ac:name=\"info\" ac:macro-id=\"m\"><ac:rich-text-body><p>one</p><p>two</p></ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "a table in a macro in a layout",
        "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell><ac:structured-macro ac:name=\"expand\"><ac:rich-text-body><table><tbody><tr><td><p>one</p></td><td><p>two</p></td></tr></tbody></table></ac:rich-text-body></ac:structured-macro></ac:layout-cell></ac:layout-section></ac:layout>",
    ),
];

fn merged(base: &str, ours: &str, theirs: &str) -> String {
    match three_way_merge(base, ours, theirs).unwrap() {
        ThreeWay::Merged(merged) => merged,
        other => panic!("{other:?}"),
    }
}

fn conflicts(base: &str, ours: &str, theirs: &str) -> Vec<Conflict> {
    match three_way_merge(base, ours, theirs).unwrap() {
        ThreeWay::Conflicts(places) => places,
        other => panic!("{other:?}"),
    }
}

#[test]
fn changes_of_different_parts_of_a_structure_merge() {
    for (name, base) in NESTED {
        let (ours, theirs) = (base.replace("one", "OURS"), base.replace("two", "THEIRS"));
        let both = ours.replace("two", "THEIRS");
        assert_eq!(merged(base, &ours, &theirs), both, "{name}");
        assert_eq!(merged(base, &theirs, &ours), both, "{name}");
    }
}

#[test]
fn changes_of_the_same_part_come_back_with_both_versions_and_its_handle() {
    for (name, base) in NESTED {
        let (ours, theirs) = (base.replace("two", "OURS"), base.replace("two", "THEIRS"));
        let places = conflicts(base, &ours, &theirs);
        let [place] = places.as_slice() else { panic!("{name}: {places:?}") };
        assert!(place.base.contains("two") && !place.base.contains("one"), "{name}: {place:?}");
        assert!(place.ours.contains("OURS") && place.theirs.contains("THEIRS"), "{name}: {place:?}");
        assert!(place.handle.is_some(), "{name}");
    }
}

#[test]
fn the_same_change_on_both_sides_is_one_change() {
    for (name, base) in NESTED {
        let changed = base.replace("two", "2");
        assert_eq!(merged(base, &changed, &changed), changed, "{name}");
    }
}

#[test]
fn what_one_deletes_and_the_other_changes_is_a_conflict() {
    for (name, base) in NESTED {
        let page = format!("<h1>a</h1>{base}<h1>b</h1>");
        let places = conflicts(&page, "<h1>a</h1><h1>b</h1>", &page.replace("two", "THEIRS"));
        assert!(places[0].theirs.contains("THEIRS"), "{name}: {places:?}");
    }
}

#[test]
fn an_added_part_joins_a_changed_one() {
    let base = NESTED[0].1;
    let ours = base.replace("</ul>", "<li><p>three</p></li></ul>");
    let theirs = base.replace("one", "1");
    let both = ours.replace("one", "1");
    assert_eq!(merged(base, &ours, &theirs), both);
    assert_eq!(merged(base, &theirs, &ours), both);
}

#[test]
fn what_both_wrote_about_one_thing_is_a_conflict_and_two_sentences_are_not() {
    let page = |a: &str, b: &str, c: &str| format!("<p>Meet at {a} in room {b}. Ada brings {c}</p>");
    let code = |lines: [&str; 3]| {
        format!(
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{}\n]]></ac:plain-text-body></ac:structured-macro>",
            lines.join("\n")
        )
    };
    let base = page("10:00", "4", "tea");
    assert_eq!(
        merged(&base, &page("10:30", "4", "tea"), &page("10:00", "4", "milk")),
        page("10:30", "4", "milk")
    );
    assert_eq!(
        merged(&base, &page("10:00", "5", "tea"), &page("10:00", "4", "tea and milk")),
        page("10:00", "5", "tea and milk")
    );
    // A comment of one is no other word, and marks are none either.
    let marked = "<ac:inline-comment-marker ac:ref=\"r\">10:00</ac:inline-comment-marker>";
    assert_eq!(
        merged(&base, &page(marked, "4", "tea"), &page("10:00", "5", "tea")),
        page(marked, "5", "tea")
    );
    let lines = ["a();", "b();", "c();"];
    assert_eq!(
        merged(&code(lines), &code(["A();", "b();", "c();"]), &code(["a();", "b();", "C();"])),
        code(["A();", "b();", "C();"])
    );
    for (base, ours, theirs) in [
        (base.clone(), page("10:30", "4", "tea"), page("10:00", "5", "tea")),
        (base.clone(), page("10:00", "4", "tea and milk"), page("10:00", "4", "tea or milk")),
        (
            base.clone(),
            page("<time datetime=\"2026-01-01\" />", "4", "tea"),
            page("10:00", "<time datetime=\"2026-01-02\" />", "tea"),
        ),
        (code(lines), code(["A();", "b();", "c();"]), code(["a();", "B();", "c();"])),
        ("<p>a</p><p>b</p>".to_owned(), "<p>b</p>".to_owned(), "<p>a</p><p>more</p><p>b</p>".to_owned()),
    ] {
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            let places = conflicts(&base, ours, theirs);
            assert!(places.iter().any(|place| place.ours != place.theirs), "{places:?}");
        }
    }
}

#[test]
fn entries_stand_for_themselves_and_rows_have_as_many_cells() {
    let list = |items: &[&str]| {
        let items: String = items.iter().map(|item| format!("<li><p>{item}</p></li>")).collect();
        format!("<ul>{items}</ul>")
    };
    let both = merged(&list(&["a", "b"]), &list(&["a"]), &list(&["a", "b", "c"]));
    assert_eq!(both, list(&["a", "c"]));
    let table = |rows: &[&[&str]]| {
        let row = |cells: &&[&str]| {
            let cells: String = cells.iter().map(|cell| format!("<td><p>{cell}</p></td>")).collect();
            format!("<tr>{cells}</tr>")
        };
        format!("<table><tbody>{}</tbody></table>", rows.iter().map(row).collect::<String>())
    };
    let base = table(&[&["a", "b"], &["c", "d"]]);
    let (wider, longer) =
        (table(&[&["a", "b", "x"], &["c", "d", "y"]]), table(&[&["a", "b"], &["c", "d"], &["e", "f"]]));
    let places = conflicts(&base, &wider, &longer);
    assert!(
        places[0].handle.is_some() && places[0].ours == wider && places[0].theirs == longer,
        "{places:?}"
    );
    let renamed = table(&[&["A", "b"], &["c", "d"]]);
    assert_eq!(merged(&base, &wider, &renamed), table(&[&["A", "b", "x"], &["c", "d", "y"]]));
}
