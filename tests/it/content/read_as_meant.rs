//! Markdown that CommonMark reads as something else than what its author meant, and text that is none.

use confluence_client::content::{AllowLoss, Document, Edit};

use super::{notes, storage, to_storage};

fn indented(text: &str) -> String {
    format!("<p style=\"margin-left: 30.0px;\">{text}</p>")
}

#[test]
fn a_definition_holds_blocks() {
    let term = "<p><strong>Term</strong></p>";
    let bullets = "<ul><li><p>a</p></li><li><p>b</p></li></ul>";
    for (below, expected) in [
        ("- a\n    - b", bullets),
        ("1. one\n    2. two", "<ol><li><p>one</p></li><li><p>two</p></li></ol>"),
        ("> q", "<blockquote><p>q</p></blockquote>"),
        (
            "second\n    goes on\n\n    third",
            &*format!("{}{}", indented("second goes on"), indented("third")),
        ),
    ] {
        let stored = storage(&format!("Term\n:   Def\n\n    {below}\n\nend"));
        assert_eq!(stored, format!("{term}{}{expected}<p>end</p>", indented("Def")), "{below}");
        // As other tools write it, a blank line parts the term from what it means.
        assert_eq!(storage(&format!("Term\n\n:   Def\n\n    {below}\n\nend")), stored, "{below}");
    }
    let code = storage(
        "Term\n:   Def\n\n    ```sh\n    ls\n      -l\n    ```\n\n    | a |\n    |---|\n    | 1 |\n\n        deep",
    );
    assert!(code.contains("<![CDATA[ls\n  -l]]>") && code.contains("<td><p>1</p></td>"), "{code}");
    assert!(code.contains("<![CDATA[deep]]>"), "{code}");
    let note = storage("Term\n:   Def\n\n    !!! note\n        hi");
    assert!(note.contains("ac:name=\"info\"") && note.contains("<p>hi</p>"), "{note}");
    assert_eq!(
        storage("Foo\n\n:   Bar.\n\nOther **term**\n\n:   Second\n\n:   Third"),
        format!(
            "<p><strong>Foo</strong></p>{}<p><strong>Other term</strong></p>{}{}",
            indented("Bar."),
            indented("Second"),
            indented("Third")
        )
    );
    assert_eq!(
        storage("- Term\n  : Def\n\n      - x\n- b"),
        format!("<ul><li>{term}{}<ul><li><p>x</p></li></ul></li><li><p>b</p></li></ul>", indented("Def"))
    );
    // A caption of a table, lines of a paragraph and code are none.
    assert!(!storage("| a |\n|---|\n| 1 |\n\n: Caption").contains("margin-left"));
    assert!(!storage("one\ntwo\n\n: D").contains("margin-left"));
    assert!(
        storage("x\n\n    Term\n\n    : Def\n\n        more")
            .contains("<![CDATA[Term\n\n: Def\n\n    more]]>")
    );
}

#[test]
fn marks_beside_cjk_punctuation_pair_as_they_are_meant() {
    for (markdown, expected) in [
        ("**注意：**请看**「文档」**。", "<strong>注意：</strong>请看<strong>「文档」</strong>。"),
        ("**步骤一：**打开**设置**页面", "<strong>步骤一：</strong>打开<strong>设置</strong>页面"),
        ("**「一」**和**「二」**", "<strong>「一」</strong>和<strong>「二」</strong>"),
        ("支持*.jpg、*.png格式", "支持*.jpg、*.png格式"),
        ("单价*(1+税率)*数量", "单价*(1+税率)*数量"),
        ("~~「删」~~和~~「除」~~了", "<del>「删」</del>和<del>「除」</del>了"),
        ("~~「旧」~~使用", "<del>「旧」</del>使用"),
        ("看**“文档”**吧", "看<strong>“文档”</strong>吧"),
        ("**[文档](https://e.com/a)**。好", "<strong><a href=\"https://e.com/a\">文档</a></strong>。好"),
        ("甲**`x`**乙", "甲<strong><code>x</code></strong>乙"),
        ("`甲**「乙」**` 看*「x」*", "<code>甲**「乙」**</code> 看*「x」*"),
        ("甲 * 乙 * 「丙」", "甲 * 乙 * 「丙」"),
        ("甲\\*「乙」\\*丙", "甲*「乙」*丙"),
    ] {
        assert_eq!(storage(markdown), format!("<p>{expected}</p>"), "{markdown}");
    }
    // Without such a script nothing is another than in CommonMark.
    assert_eq!(storage("a**(b)**c"), "<p>a**(b)**c</p>");
    // What is shown of a page is read as the same text.
    for page in
        ["<p>看*「文」*。</p>", "<p><strong>注意：</strong>请看<em>「a」</em>b</p>", "<p>~~「x」~~了 *</p>"]
    {
        let document = Document::parse(page).unwrap();
        let shown = document.markdown(&confluence_client::content::ReadOptions::new()).text;
        assert_eq!(storage(&shown), page, "{shown}");
        let edited = document.edit(&[Edit::page_markdown(format!("{shown}\nnew"))]).unwrap();
        let edited = edited.into_storage(&AllowLoss::none()).unwrap();
        assert_eq!(edited, format!("{page}<p>new</p>"));
    }
}

#[test]
fn what_html_hides_is_left_out() {
    for (markdown, expected) in [
        ("<p style=\"display: none\">x</p>\n\ny", "<p>y</p>"),
        ("<div hidden>\n\n# x\n\n<div>z</div>\n\n</div>\n\ny", "<p>y</p>"),
        ("y<span style=\"color:red; DISPLAY:none !important\">x</span>", "<p>y</p>"),
        ("> <div hidden>\n> x\n> </div>\n> y", "<blockquote><p>y</p></blockquote>"),
    ] {
        assert_eq!(storage(markdown), expected, "{markdown}");
        assert!(notes(markdown).contains("it is hidden in HTML"), "{}", notes(markdown));
    }
    assert!(notes("<div hidden>\n\nx").contains("never closed, and its text will be seen"));
    assert_eq!(notes("`<p hidden>x</p>`\n\n<p style=\"display: block\">y</p>"), "");
}

#[test]
fn formulas_keep_their_backslashes() {
    for (markdown, stored) in [
        ("$$ a &= b \\\\ c &= d $$", "$$ a &amp;= b \\\\ c &amp;= d $$"),
        ("$$\na \\\\\nb = \\{1\\}\n$$", "$$ a \\\\ b = \\{1\\} $$"),
        ("\\[y = 1\\]", "\\[y = 1\\]"),
        ("let \\(x\\) be", "let \\(x\\) be"),
        ("\\(\\alpha \\, b\\)", "\\(\\alpha \\, b\\)"),
    ] {
        assert_eq!(storage(markdown), format!("<p>{stored}</p>"), "{markdown}");
        let told = notes(markdown);
        assert_eq!(told.matches("is a formula in another Markdown").count(), 1, "{told}");
    }
    for brackets in [
        "\\[\\[double bracket\\]\\]",
        "\\[snake\\_case\\]",
        "run \\[--name=x\\]",
        "\\(see above\\)",
        "\\(a\\) first",
    ] {
        assert_eq!(notes(brackets), "", "{brackets}");
        assert!(!storage(brackets).contains('\\'), "{brackets}");
    }
    // What is shown of a page is read as the same text.
    for page in
        ["<p>$$ a \\ b = 1 $$</p>", "<p>$$ a \\\\ b = \\{1\\} \\, c $$</p>", "<p>\\[y = 1\\] \\(x\\)</p>"]
    {
        let document = Document::parse(page).unwrap();
        let shown = document.markdown(&confluence_client::content::ReadOptions::new()).text;
        assert_eq!(storage(&shown), page, "{shown}");
    }
}

#[test]
fn lists_of_other_notations_keep_their_lines() {
    for (markdown, stored) in [
        ("a. one\nb. two", "a. one<br />b. two"),
        ("(1) x\n(2) y", "(1) x<br />(2) y"),
        ("① x\n② y", "① x<br />② y"),
        ("1、一\n2、二", "1、一<br />2、二"),
        ("-item\n-other", "-item<br />-other"),
        ("Steps:\n2. x\n3. y", "Steps:<br />2. x<br />3. y"),
        ("• a\n  more\n• b", "• a more<br />• b"),
    ] {
        assert_eq!(storage(markdown), format!("<p>{stored}</p>"), "{markdown}");
        assert!(notes(markdown).contains("written as lines of one paragraph"), "{}", notes(markdown));
    }
    assert_eq!(notes("It cost 2. That was\nall (see) below.\n\nA. Smith was here"), "");
    assert!(notes("##Title\n\ntext").contains("begins a heading only with a blank behind it"));
    assert_eq!(notes("#tag and #other\n\n#one"), "");
}

#[test]
fn children_of_a_numbered_item_may_be_indented_by_less_than_its_text() {
    let item = |text: &str, below: &str| format!("<li><p>{text}</p>{below}</li>");
    let list = format!("<ul>{}{}</ul>", item("b", ""), item("c", ""));
    assert_eq!(
        storage("1. a\n  - b\n  - c\n2. d\n\nend"),
        format!("<ol>{}{}</ol><p>end</p>", item("a", &list), item("d", ""))
    );
    assert_eq!(
        storage("1. a\n  1. child\n2. d\n  - b\n  - c"),
        format!("<ol>{}{}</ol>", item("a", &format!("<ol>{}</ol>", item("child", ""))), item("d", &list))
    );
    assert!(notes("1. a\n  - b\n2. d").contains("line 2"));
    // Where the numbers do not go on, the lists stand side by side, as CommonMark has it.
    for markdown in ["1. a\n  - b\n\nend", "1. a\n  - b\n1. d", "- a\n  - b\n- c", "1. a\n   - b\n2. c"] {
        assert_eq!(notes(markdown), "", "{markdown}");
    }
}

#[test]
fn a_quote_of_gitlab_is_a_quote() {
    assert_eq!(
        storage(">>>\nq\n\n```\n>>>\n```\n>>>\n\nend").replace(" ac:schema-version=\"1\"", ""),
        "<blockquote><p>q</p><ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[>>>]]></ac:plain-text-body>\
         </ac:structured-macro></blockquote><p>end</p>"
    );
}

#[test]
fn what_html_and_other_tools_say_of_the_look_is_kept_or_told() {
    let centred = storage("<div align=\"center\">\n\n![a](https://e.com/u.png)\n\n</div>");
    assert!(centred.contains("ac:align=\"center\""), "{centred}");
    let folded = storage("> [!warning]- T\n> x");
    assert!(folded.contains("ac:name=\"expand\"") && folded.contains("\"title\">T<"), "{folded}");
    assert!(storage("> [!warning]+ T\n> x").contains("ac:name=\"note\""));
    let figure =
        storage("<figure>\n<img src=\"https://e.com/u.png\">\n<figcaption>The cap</figcaption>\n</figure>");
    assert!(figure.contains("<ac:caption><p>The cap</p></ac:caption>"), "{figure}");
    let aside = storage("<aside>\nNote **me**\n\n- a\n</aside>");
    assert!(
        aside.contains("ac:name=\"info\"") && aside.contains("<p>Note <strong>me</strong></p><ul>"),
        "{aside}"
    );
    assert!(notes("<div dir=\"rtl\">x</div>").contains("`dir=\"rtl\"` was left out"));
}

#[test]
fn text_that_was_escaped_twice_or_is_no_markdown_is_told_or_refused() {
    for (text, says) in [
        ("# T\n\nfirst\\n\\nsecond\\n- a\n\nend", "line 3, column 1: the text has `\\n` written out"),
        ("\\u003ch1\\u003eTitle\\u003c/h1\\u003e", "`\\u003c` written out"),
        ("&lt;h1&gt;A&lt;/h1&gt;", "HTML with its signs escaped"),
        ("{\"title\":\"T\",\"body\":\"x\"}", "the text is JSON"),
        ("[source,java]\n----\nint x;\n----", "looks like AsciiDoc"),
        ("== Sec\n\n|===\n|a\n|===", "looks like AsciiDoc"),
        ("#+TITLE: x\n\ny", "looks like Org"),
    ] {
        assert!(notes(text).contains(says), "{text}: {}", notes(text));
    }
    for quiet in ["print `a\\n\\nb`\n\n```\nx\\n\\ny\n== a\n```", "{\"a\":1}", "a == b", "C:\\new\\notes"] {
        assert_eq!(notes(quiet), "", "{quiet}");
    }
    for body in [
        "{\"storage\":{\"value\":\"<p>hi</p>\",\"representation\":\"storage\"}}",
        "{\"value\":\"<p>hi</p>\",\"representation\":\"storage\"}",
    ] {
        let error = to_storage(body).unwrap_err().to_string();
        assert!(error.contains("give its `value` as `content`"), "{error}");
    }
}

#[test]
fn what_is_read_as_meant_changes_nothing_when_it_is_published_again() {
    for markdown in [
        "Term\n:   Def\n\n    - a\n    - b\n\n    ```\n    x\n    ```\n\nend",
        "Foo\n\n:   Bar.\n\nOther **term**\n\n:   Second",
        "**注意：**请看**「文档」**。\n\n- [**「x」**](https://e.com/x)的\n- *「y」*的",
        "$$ a \\\\ b = \\{1\\} $$\n\n\\[y = 1\\]",
        "Steps:\n2. x\n3. y\n\n• a\n• b",
        "1. a\n  - b\n  - c\n2. d",
        ">>>\nq\n>>>",
        "> [!warning]- T\n> x",
    ] {
        let page = storage(markdown);
        let edited = Document::parse(&page).unwrap().edit(&[Edit::page_markdown(markdown)]).unwrap();
        assert_eq!(edited.into_storage(&AllowLoss::none()).unwrap(), page, "{markdown}");
    }
}

#[test]
fn text_that_was_escaped_twice_is_told_in_every_edit() {
    let page = Document::parse("<h1>A</h1><p>b</p><h1>C</h1><p>d</p>").unwrap();
    let escaped = "first\\n\\nsecond\\n- a";
    let edits = [Edit::append(escaped), Edit::page_markdown(format!("# A\n\nb\n\n# C\n\n{escaped}"))];
    for edit in edits {
        let notes = page.edit(&[edit]).unwrap().notes;
        assert!(notes.iter().any(|note| note.to_string().contains("escaped twice")), "{notes:?}");
    }
    // What the page says so itself is not told again.
    let page = Document::parse("<p>first\\n\\nsecond</p><p>b</p>").unwrap();
    assert!(page.edit(&[Edit::page_markdown("first\\n\\nsecond\n\nc")]).unwrap().notes.is_empty());
}
