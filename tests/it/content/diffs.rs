//! A change as people are shown it: by place, as Markdown, and what Markdown does not show as it is stored.

use confluence_client::content::{Document, Edit};

fn diff(base: &str, result: &str) -> String {
    Document::parse(base).unwrap().edit(&[Edit::page_storage(result)]).unwrap().diff
}

#[test]
fn what_markdown_does_not_show_is_told_beside_what_it_shows() {
    let code = "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"linenumbers\">true</ac:parameter><ac:plain-text-body><![CDATA[a\nb]]></ac:plain-text-body></ac:structured-macro>";
    let colour = "<p><span style=\"color: red;\">x</span> one</p>";
    let marked = "<p>the <ac:inline-comment-marker ac:ref=\"c\">word</ac:inline-comment-marker> stays</p>";
    for (base, hidden, shown, told) in [
        (
            colour,
            ("red", "blue"),
            ("one", "two"),
            "-<span style=\"color: red;\">\n+<span style=\"color: blue;\">\n",
        ),
        (
            code,
            ("true", "false"),
            ("CDATA[a", "CDATA[z"),
            "+<ac:parameter ac:name=\"linenumbers\">false</ac:parameter>\n",
        ),
        (
            marked,
            ("</ac:inline-comment-marker> stays", " stays"),
            ("the", "a"),
            "-</ac:inline-comment-marker>\n",
        ),
    ] {
        let changed =
            base.replace(hidden.0, hidden.1).replace("<ac:inline-comment-marker ac:ref=\"c\">word ", "word ");
        let both = diff(base, &changed.replace(shown.0, shown.1));
        let visible = diff(base, &base.replace(shown.0, shown.1));
        assert!(both.contains(told), "{both}");
        assert!(!visible.contains(told) && visible.starts_with("@@ 1 of 1 @@\n"), "{visible}");
        // In another block it is told as well.
        let before = format!("{base}<p>far</p><p>here</p>");
        let beside = diff(&before, &format!("{changed}<p>far</p><p>there</p>"));
        assert!(beside.contains("-here\n+there\n") && beside.contains(told), "{beside}");
    }
}

#[test]
fn places_apart_are_counted_apart() {
    let page: String = (0..500).map(|number| format!("<p>para {number}</p><p>fixed {number}</p>")).collect();
    let text = diff(&page, &page.replace("para", "PARA"));
    assert!(text.starts_with("@@ 1 of 500 @@\n-para 0\n+PARA 0\n@@ 2 of 500 @@\n"), "{text}");
    assert!(text.contains("500 places, the first "), "{text}");
}

#[test]
fn a_long_line_is_shown_around_what_changed_in_it() {
    let page = format!("<p>{}日本 end</p>", "word ".repeat(20_000));
    let text = diff(&page, &page.replace("end", "finish"));
    assert!(text.contains("日本 end\n") && text.contains("日本 finish\n") && text.len() < 400, "{text}");
}

#[test]
fn no_change_is_shown_as_none() {
    let code = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a\n]]></ac:plain-text-body></ac:structured-macro>";
    for (base, result) in [(code, code.replace("a\n", "a")), ("<p>a</p><p />", "<p>a</p>".to_owned())] {
        assert!(diff(base, &result).starts_with("@@ 1 of 1 @@\n-"), "{}", diff(base, &result));
    }
}
