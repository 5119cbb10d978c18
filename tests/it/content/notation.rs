//! Notation at its edges: values with signs of Markdown, names that are none, fences and containers that end elsewhere.

use confluence_client::content::{Document, Edit};

use super::{converted, edited, notes, storage};

fn parameter(name: &str, value: &str) -> String {
    format!("<ac:parameter ac:name=\"{name}\">{value}</ac:parameter>")
}

#[test]
fn signs_of_markdown_in_values_are_themselves() {
    for (markdown, name, value) in [
        ("::jira{jqlQuery=\"text ~ '*bar*'\"}", "jqlQuery", "text ~ '*bar*'"),
        ("See :mathinline{body=\"a*b*c\"} here", "body", "a*b*c"),
        ("::widget{url=\"https://e.com/*b*\"}", "url", "https://e.com/*b*"),
        ("::jira{jqlQuery=\"summary ~ '[x](y) title'\"}", "jqlQuery", "summary ~ '[x](y) title'"),
        ("::contentbylabel{cql=\"title ~ \\\"*foo*\\\"\"}", "cql", "title ~ \"*foo*\""),
        (":anchor{default=_x_}", "", "_x_"),
        ("::anchor[_x_]", "", "_x_"),
        ("- ::jira{jqlQuery=\"a ~ `b`\"}", "jqlQuery", "a ~ `b`"),
        (":::note{title=\"a `b`\"}\nx\n:::", "title", "a `b`"),
        ("!!! info \"Use `x`\"\n    body", "title", "Use `x`"),
        ("*a :mathinline{body=\"b*c\"} d*", "body", "b*c"),
        ("> ::jira{jqlQuery=\"a ~ '<b>c</b>'\"}", "jqlQuery", "a ~ '&lt;b&gt;c&lt;/b&gt;'"),
    ] {
        let stored = storage(markdown);
        assert!(stored.contains(&parameter(name, value)), "{markdown}: {stored}");
        assert_eq!(notes(markdown), "", "{markdown}");
    }
    assert!(storage(":placeholder{text=\"Write *here*\"}").contains(">Write *here*</ac:placeholder>"));
    let code = storage("`:mathinline{body=\"*b*\"}` and *c*");
    assert!(code.contains("<code>:mathinline{body=\"*b*\"}</code> and <em>c</em>"), "{code}");
}

#[test]
fn marks_in_titles_are_left_out_and_told() {
    for (markdown, title) in [
        (":::tip[Use `x`]\nbody\n:::", "Use x"),
        ("::: info Use <b>x</b>\nbody\n:::", "Use x"),
        ("> [!NOTE] Use `x` **now**\n> body", "Use x now"),
    ] {
        let stored = storage(markdown);
        assert!(stored.contains(&parameter("title", title)) && stored.contains("<p>body</p>"), "{stored}");
        assert!(notes(markdown).contains("it is plain text"), "{}", notes(markdown));
    }
    // A link is no title: it is the text of the alert.
    let linked = storage("> [!NOTE] See [docs](https://e.com)\n> more");
    assert!(linked.contains("<p>See <a href=\"https://e.com\">docs</a> more</p>"), "{linked}");
    let error = super::to_storage(":::note [docs](https://e.com)\nx\n:::").unwrap_err();
    assert!(error.to_string().contains("line 1, column 1: this is not a directive"), "{error}");
}

#[test]
fn values_stand_in_any_quotes() {
    for (markdown, name, value) in [
        (":jira{key='ABC-1'}", "key", "ABC-1"),
        ("::toc{maxLevel='3'}", "maxLevel", "3"),
        (":::info{title='two words'}\nx\n:::", "title", "two words"),
        ("::jira{jqlQuery='project = ABC'}", "jqlQuery", "project = ABC"),
        ("::jira{jqlQuery=\u{201c}project = ABC\u{201d}}", "jqlQuery", "project = ABC"),
    ] {
        assert!(storage(markdown).contains(&parameter(name, value)), "{markdown}: {}", storage(markdown));
    }
}

#[test]
fn names_of_programs_are_text() {
    for text in [
        "::std::vec",
        "::ffff:10.0.0.1",
        "use tokio::watch::channel and a::key::B",
        "x:c[i]",
        "(a::email::b)",
    ] {
        assert_eq!(storage(text), format!("<p>{text}</p>"));
        assert_eq!(notes(text), "", "{text}");
    }
    for text in ["::before", "- ::before", "| ::before |\n|---|"] {
        assert!(storage(text).contains(">::before<"), "{text}: {}", storage(text));
        assert!(notes(text).contains("for the macro of an app write `::before{}`"), "{}", notes(text));
    }
    assert_eq!(
        storage("`x`:key:`y` `x`:y{z=1}"),
        "<p><code>x</code>:key:<code>y</code> <code>x</code>:y{z=1}</p>"
    );
    assert!(storage("::before{}").contains("ac:name=\"before\""));
    for text in [":root{color=red}", ":::js\nx\n:::", "::my-app{a=b}"] {
        assert!(notes(text).contains("which Confluence does not have"), "{text}: {}", notes(text));
    }
    assert!(storage(":+1::tada:").contains("\u{1f44d}\u{1f389}"));
    assert!(storage("pre:c[fix]{r}").contains("pre<ac:inline-comment-marker ac:ref=\"r\">fix<"));
}

#[test]
fn addresses_keep_the_brackets_that_are_theirs() {
    for (text, address) in [
        ("https://api.e.com/users/{id}", "https://api.e.com/users/{id}"),
        ("https://e.com/[x]", "https://e.com/[x]"),
        ("{see https://e.com/x}", "https://e.com/x"),
        ("(https://e.com/{a})", "https://e.com/{a}"),
    ] {
        assert!(storage(text).contains(&format!("href=\"{address}\"")), "{}", storage(text));
    }
}

#[test]
fn footnotes_that_come_later_are_others() {
    let page = Document::parse(&storage("A[^1].\n\n[^1]: First.")).unwrap();
    let after = edited(&page, &[Edit::append("B[^1].\n\n[^1]: Second.")]);
    assert_eq!(after.matches("<ac:parameter ac:name=\"\">footnote-1</ac:parameter>").count(), 1, "{after}");
    assert!(after.contains("ac:anchor=\"footnote-1-2\"") && after.contains(">footnote-1-2</ac:parameter>"));
    assert!(notes("See[^9].").contains("`[^9]` is a footnote only with a line"), "{}", notes("See[^9]."));
    assert_eq!(notes("match `x` by [^a-z]+ or [^0]*"), "");
}

#[test]
fn what_closes_a_container_may_stand_below_an_item() {
    for (markdown, name) in [
        (":::tip\n- a\n- b\n  :::\n\nend", "tip"),
        ("<details>\n<summary>T</summary>\n\n- a\n- b\n  </details>\n\nend", "expand"),
        (":::tip\n> a\n> b\n> :::\n\nend", "tip"),
    ] {
        let stored = storage(markdown);
        let closed = stored.ends_with("</ac:rich-text-body></ac:structured-macro><p>end</p>");
        assert!(closed && stored.contains(&format!("ac:name=\"{name}\"")), "{stored}");
    }
    let error = super::to_storage(":::tip\n\n- a\n\n  :::note\n  x\n  :::\n  :::\n  :::").unwrap_err();
    assert!(error.to_string().contains("closes nothing here"), "{error}");
}

#[test]
fn fences_that_end_elsewhere_are_told() {
    let nested = "```markdown\n# T\n\n```js\nx\n```\n\nmore\n```\n\n## Real";
    let told = notes(nested);
    assert!(told.contains("line 4, column 1: ````js` opens no fence here"), "{told}");
    assert!(told.contains("line 9, column 1: the fence") && told.contains("is never closed"), "{told}");
    assert_eq!(notes("````markdown\n```js\nx\n```\n````\n\n```sh\ny\n```"), "");
    assert_eq!(notes("- ```js\n  x\n  ```\n\n> ~~~\n> y\n> ~~~"), "");
}

#[test]
fn admonitions_are_no_code_and_tabs_unfold() {
    let code = storage("How to:\n\n    !!! note\n        body");
    assert!(code.contains("<![CDATA[!!! note\n    body]]>"), "{code}");
    let tabs = "=== \"A\"\n\n    !!! note\n        body\n\n=== \"B\"\n\n\ttwo\n";
    let converted = converted(tabs);
    for part in [parameter("title", "A"), parameter("title", "B"), "ac:name=\"info\"".to_owned()] {
        assert!(converted.storage.contains(&part), "{}", converted.storage);
    }
    assert!(converted.storage.contains("<p>body</p>") && converted.storage.contains("<p>two</p>"));
    assert!(converted.notes[0].message.contains("is a tab"), "{:?}", converted.notes);
    assert!(storage("!!! note\n\tbody").contains("<p>body</p>"));
}

#[test]
fn notation_of_other_tools_is_told() {
    for (markdown, told) in [
        ("> !!! note\n>     x", "no admonition stands in a quote"),
        ("{% hint style=\"info\" %}\nx\n{% endhint %}", "is a tag of another tool"),
        ("{{< notice tip >}}x{{< /notice >}}", "is a tag of another tool"),
        ("text^[a short note]", "a footnote is `[^1]`"),
        ("\u{2022} one\n\u{2022} two", "an item is `- text`"),
        ("```{note}\nx\n```", "is an alert in another Markdown"),
        ("$VAR/x> https://e.com/$", "`$VAR/x> https://e.com/$` is a formula"),
    ] {
        assert!(notes(markdown).contains(told), "{markdown}: {}", notes(markdown));
    }
}
