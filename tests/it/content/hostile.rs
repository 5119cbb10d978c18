//! Input made to hurt: no panic, no stack overflow, no time out of proportion.

use std::time::Duration;

use confluence_client::content::{
    ContentErrorKind, Document, Edit, ReadOptions, adf, three_way_merge, view_markdown,
};
use proptest::prelude::*;

use super::generator::config;
use super::to_storage;

/// The processor's time of this thread: what the machine does besides takes none of it.
#[cfg(unix)]
fn spent() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(spent.tv_sec).unwrap(), u32::try_from(spent.tv_nsec).unwrap())
}

#[cfg(not(unix))]
fn spent() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// Reads, merges and writes whatever it is given, on a stack as small as that of a worker thread.
fn everything(text: String) -> Duration {
    let work = move || {
        let start = spent();
        if let Ok(document) = Document::parse(&text) {
            assert_eq!(document.storage(), text);
            for options in [ReadOptions::new(), ReadOptions::new().handles(true).comments(true)] {
                let markdown = document.markdown(&options).text;
                let _ = document.edit(&[Edit::page_markdown(format!("{markdown}\n\nx"))]);
            }
            let _ = (document.outline().to_string(), document.plain_text(), document.mentions());
            let _ = document.edit(&[Edit::replace_text("a", "b").all_occurrences()]);
            let markdown = document.markdown(&ReadOptions::new()).text;
            for find in [markdown.trim(), &format!("{markdown}*x*"), &"a ".repeat(text.len() / 2)] {
                let _ = document.edit(&[Edit::replace_text(find, "b")]);
            }
            let _ = document.edit(&[Edit::page_markdown(markdown.replace('a', "b"))]);
            let _ = three_way_merge(&text, &format!("<p/>{text}"), &format!("{text}<p/>"));
            let _ = three_way_merge(&text, &text.replace('a', "b"), &text.replace('a', "c"));
        }
        let _ = view_markdown(&text);
        let _ = to_storage(&text);
        spent() - start
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap()
}

/// The time per byte may not grow with the size, caches and the machine's other work aside: what seems to is measured once
/// more.
fn superlinear(make: impl Fn(usize) -> String) -> Option<String> {
    let measured = || {
        let small = everything(make(500)).as_secs_f64();
        let large = everything(make(4_000)).as_secs_f64();
        (large > small.max(0.02) * 24.0).then(|| format!("{small:.3} s for one part, {large:.3} s for eight"))
    };
    measured().and_then(|_| measured())
}

fn assert_linear(inputs: &[&str]) {
    let times = |input: &&str| Some(format!("{input:?}: {}", superlinear(|count| input.repeat(count))?));
    let slow: Vec<String> = inputs.iter().filter_map(times).collect();
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn repeated_tags_cost_linear_time() {
    assert_linear(&[
        "<p>a</p>",
        "<p>",
        "<ul><li>a",
        "<b><i>",
        "<!--",
        "<![CDATA[",
        "<u>",
        "<a ",
        "<a b=\"c\" ",
        "<br/>",
        "<h1>a</h1>",
        "<ac:inline-comment-marker ac:ref=\"a\">a</ac:inline-comment-marker>",
        "<table><tr><td colspan=\"1000000\">a</td></tr></table>",
        "<ul><li>a</li></ul>",
        "<ac:task-list><ac:task/></ac:task-list>",
        "<p>a<br/>b</p>",
        "<span style=\"color:red\">a</span>",
        "<p>a <b>b</b></p>",
        "<p>https://e.com/a b</p>",
        "<ac:emoticon ac:name=\"tick\" /> a <b>b</b>",
        "<a href=\"https://e.com\">a</a> b",
        "<a href=b>",
        "<b>a</i>",
    ]);
}

#[test]
fn repeated_lines_and_blocks_cost_linear_time() {
    assert_linear(&[
        "> ",
        "- ",
        "* a\n",
        "1. ",
        ":::a\n\n",
        ":::\n\n",
        "<table>\n",
        "<table><tr><td>\n\n",
        "<details>\n\n",
        "|a",
        "|a\n|-\n",
        "[^a]: b\n\n",
        "\n",
        " ",
        "\t",
        "<div>\n\na\n\n",
    ]);
}

#[test]
fn repeated_marks_cost_linear_time() {
    assert_linear(&[
        "&amp;",
        "&",
        "[",
        "](",
        "![",
        "`",
        "``a",
        "*a_",
        "**a ",
        "~~",
        ":a[",
        ":status[",
        ":c[",
        "]{",
        ":a{b=\"",
        "{#b",
        "::a{",
        "[^a]",
        "\\",
        "&#x41;",
        "a b ",
        "$",
        "[a](#b) ",
        "www.a.b ",
        "https://a)",
        "![a](b){width=1}",
        "**注意：**x",
        "{info",
        "[~",
        ":c[a",
    ]);
}

#[test]
fn depth_ends_in_an_error() {
    for (open, close) in
        [("<p>", "</p>"), ("<ul><li>", "</li></ul>"), ("<b>", "</b>"), ("<blockquote>", "</blockquote>")]
    {
        let deep = format!("{}x{}", open.repeat(100_000), close.repeat(100_000));
        assert_eq!(Document::parse(&deep).unwrap_err().kind(), ContentErrorKind::TooLarge);
        assert!(everything(deep) < Duration::from_secs(5));
        let allowed = format!("{}x{}", open.repeat(45), close.repeat(45));
        if Document::parse(&allowed).is_ok() {
            assert!(everything(allowed) < Duration::from_secs(5));
        }
    }
    assert_eq!(to_storage(&"> ".repeat(100_000)).unwrap_err().kind(), ContentErrorKind::TooLarge);
    assert_eq!(to_storage(&format!("{}x", "- ".repeat(80))).unwrap_err().kind(), ContentErrorKind::TooLarge);
}

#[test]
fn the_deepest_page_that_is_read_is_read_on_a_small_stack() {
    for (open, close) in [
        ("<ul><li>", "</li></ul>"),
        (
            "<ac:structured-macro ac:name=\"x\"><ac:rich-text-body>",
            "</ac:rich-text-body></ac:structured-macro>",
        ),
        ("<b><i>", "</i></b>"),
        ("<div><div>", "</div></div>"),
    ] {
        let deep = format!("{}x{}", open.repeat(49), close.repeat(49));
        assert!(Document::parse(&deep).is_ok());
        everything(deep);
    }
}

#[test]
fn more_markdown_than_any_page_has_is_refused() {
    let much = "[a](".repeat(2 << 20) + "x";
    assert_eq!(to_storage(&much).unwrap_err().kind(), ContentErrorKind::TooLarge);
    let page = Document::parse("<p>a</p>").unwrap();
    assert_eq!(page.edit(&[Edit::page_markdown(much)]).unwrap_err().kind(), ContentErrorKind::TooLarge);
}

#[test]
fn a_replacement_has_bounds() {
    let page = Document::parse(&format!("<p>{}</p>", "a ".repeat(2_000))).unwrap();
    let much = page.edit(&[Edit::replace_text("a", "b".repeat(10_000)).all_occurrences()]).unwrap_err();
    assert_eq!(much.kind(), ContentErrorKind::TooLarge);
    assert!(much.message().contains("10000 bytes") && much.message().contains("2000 places"), "{much}");
    let page = Document::parse(&format!("<p>{}</p>", "a".repeat(150_000))).unwrap();
    let many = page.edit(&[Edit::replace_text("a", "b").all_occurrences()]).unwrap_err();
    assert!(many.message().contains("more than 100000 places"), "{many}");
}

#[test]
fn entities_do_not_expand() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"cccccccccc\"><!ENTITY d \"&b;&b;&b;&b;\">]><p>&d;</p>";
    assert_eq!(Document::parse(bomb).unwrap_err().kind(), ContentErrorKind::Malformed);
    assert_eq!(Document::parse("<p>&#0;</p>").unwrap_err().kind(), ContentErrorKind::Malformed);
}

#[test]
fn deep_documents_of_the_other_format_end_in_an_error() {
    let mut node = serde_json::json!({"type": "text", "text": "x"});
    for _ in 0..500 {
        node = serde_json::json!({"type": "blockquote", "content": [node]});
    }
    let document = serde_json::json!({"type": "doc", "version": 1, "content": [node]});
    assert_eq!(adf::markdown(&document, &ReadOptions::new()).unwrap_err().kind(), ContentErrorKind::TooLarge);
    std::mem::forget(document);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        everything(text);
    }

    #[test]
    fn any_markup_is_survived(parts in prop::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<ac:link>", "<ri:user ", "ri:account-id=\"", "\"", ">", "/>",
        "<![CDATA[", "]]>", "&amp;", "&", ";", "a", " ", "\n", "é", "<ac:structured-macro ac:name=\"code\">", "<ac:plain-text-body>", "</ac:plain-text-body>", "</ac:structured-macro>",
        ":::x", ":::", "::toc{#b1}", "{#b2}", "- ", "> ", "```", "|", "---", "[", "](user:x)", ":c[", "]{r}", ":status[x]{red}", "<details>", "<summary>", "</summary>", "</details>", "\\", "**", "    ",
    ]), 0..60)) {
        everything(parts.concat());
    }
}
