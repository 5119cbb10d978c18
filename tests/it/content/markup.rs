//! Markdown and HTML as people and models write them: taken for what they mean, or told.

use confluence_client::Deployment;
use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions, WriteOptions, to_storage};

use super::{converted, notes, storage};

fn shown(storage: &str) -> String {
    Document::parse(storage).unwrap().markdown(&ReadOptions::new()).text
}

#[test]
fn titles_of_folded_blocks_keep_their_words_apart() {
    for (summary, title) in [
        ("More <b>bold</b> &amp; text", "More bold &amp; text"),
        ("<code>x</code> of <i>y</i>", "x of y"),
        ("\n\n### Head *line*\n\n", "Head line"),
        ("two\nlines", "two lines"),
    ] {
        let page = storage(&format!("<details>\n<summary>{summary}</summary>\n\nbody\n\n</details>"));
        assert!(page.contains(&format!("<ac:parameter ac:name=\"title\">{title}</ac:parameter>")), "{page}");
        assert!(page.contains("<ac:rich-text-body><p>body</p></ac:rich-text-body>"), "{page}");
    }
    let told = notes("<details><summary>a <a href=\"https://e.com\">b</a></summary>\n\nx\n\n</details>");
    assert!(told.contains("`<a>` was left out: the title of a folded block is plain text"), "{told}");
}

#[test]
fn bare_addresses_between_tags_are_links() {
    let link = "<a href=\"https://e.com\">https://e.com</a>";
    for markdown in
        ["<b>https://e.com</b>", "<p>see https://e.com</p>", "<table><tr><td>https://e.com</td></tr></table>"]
    {
        assert!(storage(markdown).contains(link), "{}", storage(markdown));
    }
    for markdown in [
        "<a href=\"https://f.com\">https://e.com</a>",
        "<p><code>https://e.com</code></p>",
        "<p><img src=\"https://e.com\"></p>",
    ] {
        assert!(!storage(markdown).contains(link), "{}", storage(markdown));
    }
    assert!(storage("see ftp://e.com/f").contains("<a href=\"ftp://e.com/f\">"));
}

#[test]
fn addresses_with_blanks_are_addresses() {
    assert_eq!(storage("[a](https://e.com/x y)"), "<p><a href=\"https://e.com/x%20y\">a</a></p>");
    assert!(storage("![s](Screen Shot 1.png)").contains("ri:filename=\"Screen Shot 1.png\""));
    assert!(notes("[doc](My file.md#part)").contains("the link to `My file.md#part` leads nowhere"));
    assert!(notes("[x](Upgrade Guide)").contains("write `](<page:Upgrade Guide>)`"));
    assert_eq!(storage("<https://e.com|the label>"), "<p><a href=\"https://e.com\">the label</a></p>");
    for quiet in ["f[x](a b)", "see [x](https://e.com \"a title\")", "[y] (Upgrade Guide)"] {
        assert_eq!(notes(quiet), "", "{quiet}");
    }
}

#[test]
fn no_link_is_written_that_nobody_sees() {
    assert_eq!(storage("[](https://e.com)"), "<p><a href=\"https://e.com\">https://e.com</a></p>");
    assert!(notes("[](https://e.com)").contains("has no text"));
    assert_eq!(storage("[](page:T)"), "<p><ac:link><ri:page ri:content-title=\"T\" /></ac:link></p>");
    for blank in ["[ ](https://e.com)", "[&nbsp;](https://e.com)"] {
        assert!(storage(blank).contains(">https://e.com</a></p>"), "{}", storage(blank));
        assert!(notes(blank).contains("has no text"), "{blank}");
    }
    assert_eq!(storage("[ ](page:T)"), "<p><ac:link><ri:page ri:content-title=\"T\" /></ac:link></p>");
    assert_eq!(storage("[top](#)"), "<p>top</p>");
    assert!(notes("[top](#)").contains("to the top of the page"));
}

#[test]
fn addresses_that_name_nothing_are_told_or_refused() {
    for address in ["mailto:", "https://", "http:", "//", "tel:"] {
        let markdown = format!("[x]({address})");
        assert_eq!(storage(&markdown), "<p>x</p>");
        let told = format!("the link of `x` has no URL behind `{address}`");
        assert!(notes(&markdown).contains(&told), "{}", notes(&markdown));
    }
    for address in ["page:#", "page:##", "attachment:#", "space:#"] {
        let refused = super::to_storage(&format!("[x]({address})")).unwrap_err().to_string();
        assert!(refused.contains("names no"), "{refused}");
    }
    assert!(super::to_storage("![x](https://)").unwrap_err().to_string().contains("the image has no URL"));
    assert!(storage("[x](page:C#)").contains("ri:content-title=\"C#\""));
    let page = storage("[go](#Set up)\n\n# Set up");
    assert!(page.starts_with("<p><ac:link ac:anchor=\"Set"), "{page}");
    let named = notes("![x](img/my%20pic.png)");
    assert!(named.contains("attachment:my pic.png; upload my pic.png"), "{named}");
}

#[test]
fn guesses_at_addresses_are_understood_or_told() {
    let person = |address: &str, deployment| {
        to_storage(&format!("[@Ada]({address})"), &WriteOptions::new().target(deployment))
            .map(|page| page.storage)
            .map_err(|error| error.to_string())
    };
    for address in ["user://557058:ab", "mention:557058:ab", "accountid:557058:ab", "account:557058:ab"] {
        assert!(
            person(address, Deployment::Cloud).unwrap().contains("ri:account-id=\"557058:ab\""),
            "{address}"
        );
    }
    for address in ["~ada", "@ada", "user:@ada", "user:~ada", "username:ada"] {
        assert!(person(address, Deployment::DataCenter).unwrap().contains("=\"ada\""), "{address}");
    }
    assert!(person("~ada", Deployment::Cloud).unwrap_err().contains("`~ada` is not an account id"));
    assert!(
        storage("[x](page://DOC/The%20plan)").contains("ri:space-key=\"DOC\" ri:content-title=\"The plan\"")
    );
    for (markdown, told) in [
        ("[x](DOC:Plan)", "write `page:DOC/Plan`"),
        ("[x](id:123)", "write `content:123`"),
        ("[x](pageId=123)", "the page of that id is `content:123`"),
        ("[@Ada Lovelace]", "`@Ada` mentions nobody"),
        ("[text|https://e.com]", "write `[text](https://e.com)`"),
        ("!plan.png|width=300!", "write `![](attachment:plan.png)`"),
        ("h2. Old heading", "a heading is `## Title`"),
        ("bq. quoted", "a quote has `> `"),
        ("||a||b||\n|c|d|", "a table has its head between single pipes"),
        ("| a | b |\n| c | d |", "only with a line `|---|---|`"),
        ("{panel:title=x}", ":::panel{title="),
        ("- [] x", "a task is `- [ ] text`"),
        ("- [-] x", "a task is `- [ ] text`"),
        ("[x] not in a list", "a task is `- [ ] text`"),
        ("1. [ ] a", "tasks have no numbers"),
        ("x^2^", "write `<sup>2</sup>`"),
        ("H~2~O", "write `<sub>2</sub>`"),
        ("\\( E = mc^2 \\)", "is a formula in another Markdown"),
        (":mention[Ada]", "a mention is `[@Name](user:ACCOUNT_ID)`"),
        (":status{DONE}", "a status is `:status[DONE]{green}`"),
        (":badge[New]", "a status is `:status[DONE]{green}`"),
        ("!!! note\nno indent", "indented by four blanks"),
        ("[unused]: https://e.com", "the definition `[unused]: ...` was left out"),
        ("# A {.class}", "`.class` behind the heading was left out"),
        ("[a](https://e.com){:target=\"_blank\"}", "was left out: attributes of HTML"),
        ("text\n{: .note}", "`{: .note}` was left out"),
        ("<?php echo 1 ?>", "`<?php echo 1 ?>` was left out"),
        ("<abbr title=\"x\">y</abbr>", "the `title` of an abbreviation"),
        ("<font color=\"red\">y</font>", "the colour of a text was left out"),
        ("a <Component prop={1} /> b", "`<Component>` is not a tag that a page can hold"),
        ("<b>x", "`<b>` is opened and not closed"),
        ("::info[T]", "around blocks write `:::info`"),
        ("**Note:**text is", "`**Note:**` was written with its asterisks"),
        ("[a][nope]", "is a link only with a line `[nope]: ADDRESS`"),
        ("- [x]two", "a task is `- [ ] text`"),
        ("1. x\n| a |\n|---|\n| 1 |", "a blank line before them"),
        (":status[**Done**]{green}", "marks within the label of a directive were left out"),
        (":emoticon{name=done}", "`done` is not an emoticon that every site has"),
    ] {
        assert!(notes(markdown).contains(told), "{markdown}: {}", notes(markdown));
    }
    for quiet in [
        "a[0] and [draft] text",
        "a|b",
        "| a |\n|---|\n| b |",
        "wow! great!",
        "2^3^x and a~b",
        "see std::vec[0] and x:y[1]",
        "- [x] done",
        "[used][a]\n\n[a]: https://e.com",
        "(a) [b]",
        "\\[x\\]",
    ] {
        assert_eq!(notes(quiet), "", "{quiet}");
    }
}

#[test]
fn directives_in_other_spellings_are_understood() {
    let status = "<ac:parameter ac:name=\"title\">DONE</ac:parameter><ac:parameter ac:name=\"colour\">Green</ac:parameter>";
    for markdown in [
        ":Status[DONE]{green}",
        ":status[DONE]{Colour=Green}",
        "::status[DONE]{green}",
        ":status[DONE]{green,}",
    ] {
        let page = storage(markdown);
        assert!(
            page.starts_with("<p><ac:structured-macro ac:name=\"status\"") && page.contains(status),
            "{page}"
        );
    }
    assert!(storage(":status[a [b] c]{red}").contains(">a [b] c<"));
    for markdown in ["::date[2026-01-05]", ":date{2026-01-05}"] {
        assert_eq!(storage(markdown), "<p><time datetime=\"2026-01-05\" /></p>");
    }
    for markdown in [":emoticon[tick]", ":emoticon{tick}"] {
        assert_eq!(
            storage(markdown),
            "<p><ac:emoticon ac:name=\"tick\" /></p>",
            "never a smile in its place"
        );
    }
    let anchor = "<ac:parameter ac:name=\"\">here</ac:parameter>";
    for markdown in ["::anchor[here]", ":anchor[here] x", "::anchor{name=here}", "::anchor{id=here}"] {
        assert!(storage(markdown).contains(anchor), "{}", storage(markdown));
    }
    assert!(storage("::include[Other page]").contains("ri:content-title=\"Other page\""));
    assert!(storage("::jira{jql=\"project = X\"}").contains("\"jqlQuery\">project = X<"));
    assert!(
        storage(":::{note} Mind\nx\n:::")
            .contains("\"title\">Mind</ac:parameter><ac:rich-text-body><p>x</p>")
    );
    for toc in ["@[toc]", "* TOC\n{:toc}"] {
        assert!(storage(toc).contains("ac:name=\"toc\""), "{toc}");
    }
    assert_eq!(storage("rate:sum{job=\"x\"}"), "<p>rate:sum{job=\"x\"}</p>", "behind a word it is text");
    assert!(
        storage("![a|300x200](https://e.com/a.png)")
            .contains("<ac:image ac:width=\"300\" ac:height=\"200\" ac:alt=\"a\">")
    );
    assert_eq!(converted("---\nTitle: X\n---\ny").title.as_deref(), Some("X"));
    assert!(storage(":status[**Done** `now`]{green}").contains(">Done now</ac:parameter>"));
    assert!(storage("::profile{user=\"user:u1\"}").contains("<ri:user "));
    assert_eq!(storage(":emoticon{name=rocket}"), "<p>🚀</p>");
    assert_eq!(storage("---\n---\n\nx"), "<p>x</p>");
    assert_eq!(storage("say <q>yes</q>"), "<p>say \u{201c}yes\u{201d}</p>");
}

#[test]
fn nothing_is_left_of_a_comment_but_the_text() {
    assert_eq!(storage("# H <!-- omit in toc -->"), "<h1>H</h1>");
    assert_eq!(storage("- a <!-- c -->"), "<ul><li><p>a</p></li></ul>");
    assert_eq!(storage("| a <!-- c --> |\n|---|\n| b |").matches("<p>a</p>").count(), 1);
}

#[test]
fn markdown_within_storage_format_is_told() {
    let body = |inside: &str| {
        format!(
            "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body>{inside}</ac:rich-text-body></ac:structured-macro>"
        )
    };
    assert!(notes(&body("\n\n**bold**\n\n")).contains("was stored as it stands, and not read as Markdown"));
    assert_eq!(notes(&body("<p>**bold**</p>")), "");
    assert_eq!(notes(&body("\n<p>x</p>\n")), "");
}

#[test]
fn text_is_escaped_only_where_it_would_be_markup() {
    for text in [
        "array[0] and [draft] plan [1]",
        "see [1].",
        "Note:important",
        "std::vec::Vec a:b:c",
        "==x==",
        "[a] b [c]",
    ] {
        assert_eq!(shown(&format!("<p>{text}</p>")), format!("{text}\n"));
    }
    for (page, markdown) in [
        ("<p>[x](y)</p>", "\\[x](y)\n"),
        (
            "<p>[a]<span>(b)</span> [c]<span>[d]</span> [e]<span>: f</span></p>",
            "[a]\\(b) [c]\\[d] [e]\\: f\n",
        ),
        ("<ul><li>[ ] a</li><li>[x] b</li></ul>", "- \\[ ] a\n- \\[x] b\n"),
        ("<p>[TOC]</p>", "\\[TOC]\n"),
        ("<p>[^1] [~ada] [[T]]</p>", "\\[^1] \\[\\~ada] \\[\\[T]]\n"),
        ("<p>x:status[a] :foo[b]</p>", "x\\:status[a] \\:foo[b]\n"),
    ] {
        assert_eq!(shown(page), markdown);
        let written = storage(markdown).replace("<p>", "").replace("</p>", "");
        assert_eq!(
            written,
            page.replace("<p>", "").replace("</p>", "").replace("<span>", "").replace("</span>", "")
        );
    }
}

#[test]
fn nameless_parameters_of_old_pages_are_shown() {
    let page = "<ac:macro ac:name=\"toc\"><ac:default-parameter>3</ac:default-parameter></ac:macro>";
    assert_eq!(shown(page), "::toc{#b1 default=3}\n");
    let document = Document::parse(page).unwrap();
    assert_eq!(document.edit(&[Edit::append("x")]).unwrap().storage, format!("{page}<p>x</p>"));
}

#[test]
fn a_card_that_goes_is_a_loss_though_its_address_stays() {
    let plain = "<a href=\"https://e.com\">https://e.com</a>";
    let card = "<a href=\"https://e.com\" data-card-appearance=\"inline\">https://e.com</a>";
    let page = Document::parse(&format!("<p>{plain} and {card}</p>")).unwrap();
    let refused =
        page.edit(&[Edit::page_markdown("<https://e.com>")]).unwrap().into_storage(&AllowLoss::none());
    assert!(refused.unwrap_err().to_string().contains("https://e.com"));
    let moved =
        page.edit(&[Edit::page_markdown("<https://f.com> and <https://e.com>{card=inline}")]).unwrap();
    assert!(moved.storage.contains(card), "{}", moved.storage);
}

#[test]
fn comments_follow_their_words_in_a_line_that_is_written_anew() {
    let page = Document::parse(
        "<p>start <ac:inline-comment-marker ac:ref=\"c1\">first words</ac:inline-comment-marker> mid end</p>",
    )
    .unwrap();
    let after = |markdown: &str| {
        let edited = page.edit(&[Edit::replace_block("#b1".parse().unwrap(), markdown)]).unwrap();
        (edited.storage, edited.notes.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let (storage, notes) = after("Completely new text with first words inside");
    assert_eq!(
        storage,
        "<p>Completely new text with <ac:inline-comment-marker ac:ref=\"c1\">first words</ac:inline-comment-marker> inside</p>"
    );
    assert!(notes.is_empty(), "{notes:?}");
    let (storage, notes) = after("start other words mid end");
    assert!(storage.contains("\"c1\">other words<"), "{storage}");
    assert_eq!(notes, ["the comment on \"first words\" is on \"other words\" now"]);
}

#[test]
fn a_replacement_of_several_lines_is_told() {
    let page = Document::parse("<p>one</p>").unwrap();
    let edited = page.edit(&[Edit::replace_text("one", "a\n\nb")]).unwrap();
    assert!(
        edited.notes[0].to_string().contains("line breaks of the new text show as blanks"),
        "{:?}",
        edited.notes
    );
    let long = format!("<p>{} due <time datetime=\"2026-03-04\" /> end</p>", "word ".repeat(60));
    let page = Document::parse(&long).unwrap();
    let refused = page.edit(&[Edit::replace_text("due 2026-03-04", "x")]).unwrap_err().to_string();
    assert!(refused.contains("due :date[2026-03-04] end"), "the place is shown: {refused}");
}
