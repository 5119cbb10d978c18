//! What a reader sees: in Markdown, in plain text, in outlines, and in what an edit looks for or loses.

use confluence_client::content::{AllowLoss, Document, Edit, LossKind, ReadOptions, TableEdit};

fn shown(storage: &str) -> String {
    Document::parse(storage).unwrap().markdown(&ReadOptions::new()).text
}

fn edited(storage: &str, edits: &[Edit]) -> String {
    let edited = Document::parse(storage).unwrap().edit(edits).unwrap_or_else(|error| panic!("{error}"));
    edited.into_storage(&AllowLoss::none()).unwrap_or_else(|error| panic!("{error}"))
}

fn emoji(name: &str) -> String {
    format!(
        "<ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":{name}:\" ac:emoji-id=\"u-{name}\" ac:emoji-fallback=\":{name}:\" />"
    )
}

#[test]
fn emoji_that_a_site_has_made_are_told_apart() {
    let page = format!(
        "<table><tbody><tr><th>Feature</th><th>State</th></tr><tr><td>Login</td><td>{}</td></tr><tr><td>Export</td><td>{}</td></tr></tbody></table>",
        emoji("done"),
        emoji("not_done")
    );
    let document = Document::parse(&page).unwrap();
    let markdown = shown(&page);
    assert!(
        markdown.contains("| Login | :emoticon{name=done} |\n| Export | :emoticon{name=\"not_done\"} |")
            || markdown.contains("| Export | :emoticon{name=not_done} |"),
        "{markdown}"
    );
    assert!(document.plain_text().contains(":emoticon{name=done}\nExport\n:emoticon{name=not_done}"));
    let swapped = document.edit(&[Edit::page_markdown(markdown.replace("name=done", "name=x"))]).unwrap();
    assert_eq!((swapped.losses.len(), swapped.losses[0].kind), (1, LossKind::Emoji));
    assert_eq!(swapped.losses[0].what, "the emoji :done:");
    // Those of old, and those that are characters, are their characters.
    assert_eq!(shown("<p><ac:emoticon ac:name=\"blue-star\" /></p>"), "🔵\n");
    assert_eq!(
        shown(
            "<p><ac:emoticon ac:name=\"tick\" ac:emoji-shortname=\":check_mark:\" ac:emoji-fallback=\":check_mark:\" /></p>"
        ),
        "✅\n"
    );
    assert_eq!(
        shown(
            "<p><ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":rocket:\" ac:emoji-fallback=\"🚀\" /></p>"
        ),
        "🚀\n"
    );
}

#[test]
fn headings_are_called_what_a_reader_sees() {
    let page = "<h2><ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">install</ac:parameter></ac:structured-macro>Install</h2><p>x</p><h2>Owner <ac:link><ri:user ri:account-id=\"u1\" /></ac:link></h2><p>y</p><h2>Due <time datetime=\"2026-03-04\" /></h2>";
    let document = Document::parse(page).unwrap();
    let titles: Vec<String> = document.outline().headings.into_iter().map(|heading| heading.title).collect();
    assert_eq!(titles, ["Install", "Owner @u1", "Due 2026-03-04"]);
    assert_eq!(
        edited(page, &[Edit::replace_section("Install", "new")]),
        page.replace("<p>x</p>", "<p>new</p>")
    );
    assert_eq!(
        edited(page, &[Edit::replace_section("Owner @u1", "z")]),
        page.replace("<p>y</p>", "<p>z</p>")
    );
    assert!(document.section_markdown("install", &ReadOptions::new()).unwrap().text.contains("Install"));
}

#[test]
fn rows_and_columns_are_called_what_a_reader_sees() {
    let status = "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">DONE</ac:parameter></ac:structured-macro>";
    let page = format!(
        "<table><tbody><tr><th>Who</th><th>{status}</th></tr><tr><td><ac:link><ri:user ri:account-id=\"u1\" /></ac:link></td><td>a</td></tr></tbody></table>"
    );
    let set = TableEdit::SetCell { row: "@u1".into(), column: "DONE".into(), markdown: "b".to_owned() };
    assert_eq!(edited(&page, &[Edit::table("#b1".parse().unwrap(), set)]), page.replace(">a<", ">b<"));
}

#[test]
fn links_by_id_keep_their_id() {
    let page = "<p>a <ac:link><ri:page ri:content-id=\"111\" /><ac:plain-text-link-body><![CDATA[One]]></ac:plain-text-link-body></ac:link></p>";
    assert_eq!(shown(page), "a [One](content:111)\n");
    assert_eq!(edited(page, &[Edit::page_markdown("b [One](content:111)\n")]), page.replace("a <", "b <"));
    let titled = "<p><ac:link><ri:page ri:content-title=\"65563\" /></ac:link></p>";
    assert_eq!(shown(titled), "[65563](page:%365563)\n");
    assert!(
        edited(titled, &[Edit::page_markdown("x [y](page:%365563)\n")])
            .contains("ri:content-title=\"65563\"")
    );
}

#[test]
fn only_what_markdown_needs_is_escaped() {
    assert_eq!(
        shown("<p>Welcome!</p><h2>Go!</h2><ul><li>Done!</li></ul>"),
        "Welcome!\n\n## Go!\n\n- Done!\n"
    );
    assert_eq!(shown("<p>see https://e.com/a_b_/_c? ok</p>"), "see https://e.com/a_b_/_c? ok\n");
    assert_eq!(shown("<p>wow!<a href=\"https://e.com\">x</a></p>"), "wow\\![x](https://e.com)\n");
    // Text that would mean more: it is read back as the text that it is.
    for text in [
        "go :rocket: now",
        "{toc}",
        "!!! note",
        ": x",
        "[TOC]",
        "a **b** c",
        "5 * 3 * 2",
        "[[_TOC_]]",
        "a:b:c",
    ] {
        let page = format!("<p>{text}</p>");
        let markdown = shown(&page);
        let again = confluence_client::content::to_storage(&markdown, &Default::default()).unwrap();
        assert_eq!(again.storage, page, "{markdown}");
        assert!(again.notes.is_empty(), "{markdown}: {:?}", again.notes);
    }
}

#[test]
fn an_address_that_is_text_stays_text() {
    let page = "<p>see https://e.com/x and <strong>more</strong></p>";
    assert_eq!(
        edited(page, &[Edit::page_markdown("look at https://e.com/x and *more*\n")]),
        "<p>look at https://e.com/x and <em>more</em></p>"
    );
}

#[test]
fn what_is_not_shown_is_told() {
    let told = |storage: &str| {
        let lossy = Document::parse(storage).unwrap().markdown(&ReadOptions::new()).lossy;
        lossy.into_iter().map(|hidden| hidden.construct).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        shown("<p><span style=\"text-decoration: line-through;\">cancelled</span> 5 EUR</p>"),
        "~~cancelled~~ 5 EUR\n"
    );
    assert_eq!(
        told("<p><span style=\"color: red; text-decoration: line-through;\">x</span></p>"),
        "text colour"
    );
    assert_eq!(told("<p><span style=\"font-size: 20px;\">x</span></p>"), "other styles of text");
    assert_eq!(
        told("<table><caption>C</caption><tbody><tr><td>x</td></tr></tbody></table>"),
        "captions of tables"
    );
    assert_eq!(
        told("<ac:image ac:title=\"T\"><ri:attachment ri:filename=\"a.png\" /></ac:image>"),
        "titles of images"
    );
    assert_eq!(told("<p><a href=\"https://e.com\" title=\"T\">x</a></p>"), "titles of links");
    let expand = "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"\">T</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>";
    assert_eq!(told(expand), "settings of expandable blocks");
}

#[test]
fn a_text_is_found_as_it_was_shown_and_replaced_in_kind() {
    let page = "<p>run <strong>make x</strong> now, see <a href=\"https://e.com\">docs</a></p>";
    let bold = [Edit::replace_text("**make x**", "**make y**")];
    assert_eq!(edited(page, &bold), page.replace("make x", "make y"));
    let italic = [Edit::replace_text("**make x**", "*make y*")];
    assert_eq!(edited(page, &italic), page.replace("<strong>make x</strong>", "<em>make y</em>"));
    let link = [Edit::replace_text("[docs](https://e.com)", "[manual](https://e.com/m)")];
    assert!(
        edited(page, &link).contains("<a href=\"https://e.com/m\">manual</a>"),
        "{}",
        edited(page, &link)
    );
    // Text across marks is text, and a mark or a link that loses all its text goes with it.
    let gone = Document::parse(page).unwrap().edit(&[Edit::replace_text("now, see docs", "now")]).unwrap();
    assert_eq!(gone.storage, "<p>run <strong>make x</strong> now</p>");
    let noted = Document::parse(page).unwrap().edit(&[Edit::replace_text("make x", "**make y**")]).unwrap();
    assert!(noted.notes[0].to_string().contains("was written as it stands"), "{:?}", noted.notes);
}

#[test]
fn a_text_is_found_across_what_is_no_text() {
    let page = "<p>Ship on <time datetime=\"2026-11-23\" />, says <ac:link><ri:user ri:account-id=\"u1\" /></ac:link> <ac:emoticon ac:name=\"tick\" /><br />and <ac:structured-macro ac:name=\"status\" ac:macro-id=\"s\"><ac:parameter ac:name=\"title\">OK</ac:parameter></ac:structured-macro> go</p>";
    for (find, replace) in [
        ("on :date[2026-11-23], says", "until :date[2026-11-24], says"),
        ("says [@Ada](user:u1) ✅", "asks [@Ada](user:u1) ✅"),
        ("✅\\\nand", "✅\\\nor"),
        ("and :status[OK] go", "and :status[OK] run"),
    ] {
        let after = edited(page, &[Edit::replace_text(find, replace)]);
        assert_ne!(after, page);
        for kept in
            ["<ac:emoticon ac:name=\"tick\" />", "<ri:user ri:account-id=\"u1\" />", "ac:macro-id=\"s\""]
        {
            assert!(after.contains(kept), "{find}: {after}");
        }
    }
}

#[test]
fn every_link_and_card_that_vanishes_is_told() {
    let card = "<a href=\"https://e.com/1\" data-card-appearance=\"inline\">https://e.com/1</a>";
    let page = format!("<p>see {card} and <a href=\"https://e.com/2\">two</a></p>");
    let document = Document::parse(&page).unwrap();
    let losses = |markdown: &str| {
        let losses = document.edit(&[Edit::page_markdown(markdown)]).unwrap().losses;
        losses.into_iter().map(|loss| loss.what).collect::<Vec<_>>().join(", ")
    };
    // A bare address is the card that it was shown as.
    assert_eq!(losses("look at https://e.com/1 and [two](https://e.com/2)\n"), "");
    assert_eq!(losses("look\n"), "the card of https://e.com/1, the link to https://e.com/2");
    assert_eq!(losses("see <https://e.com/1> and two\n"), "the link to https://e.com/2");
}

#[test]
fn what_the_service_adds_is_no_loss() {
    let sent = "<p>x</p><ac:structured-macro ac:name=\"toc\" ac:schema-version=\"1\"></ac:structured-macro><p><ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">A-1</ac:parameter></ac:structured-macro> <a href=\"https://e.com\">e</a></p><ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>t</ac:task-body></ac:task></ac:task-list><ac:image><ri:attachment ri:filename=\"a.png\" /></ac:image><ac:structured-macro ac:name=\"details\"><ac:rich-text-body><p>y</p></ac:rich-text-body></ac:structured-macro>";
    let stored = sent
        .replace("<ac:structured-macro", "<ac:structured-macro ac:local-id=\"l\" ac:macro-id=\"m\"")
        .replace("<p>", "<p local-id=\"p\">")
        .replace("<ac:task>", "<ac:task><ac:task-id>1</ac:task-id><ac:task-uuid>u</ac:task-uuid>")
        .replace("ri:filename=\"a.png\"", "ri:filename=\"a.png\" ri:version-at-save=\"1\"");
    let losses = |base: &str, result: &str| {
        Document::parse(base).unwrap().edit(&[Edit::page_storage(result)]).unwrap().losses
    };
    assert_eq!(losses(sent, &stored), []);
    assert_eq!(losses(sent, &stored.replace("\"toc\"", "\"other\"")).len(), 1);
    // What has an id is that one, and another of its kind is not.
    let other = stored.replacen("ac:macro-id=\"m\"", "ac:macro-id=\"n\"", 1);
    assert_eq!(losses(&stored, &other).len(), 1);
}

#[test]
fn names_of_people_make_no_change() {
    let mention = "<ac:link><ri:user ri:account-id=\"557058:ab\" /></ac:link>";
    for page in [
        format!("<p><span style=\"color: red;\">ask {mention} today</span></p><p>b</p>"),
        format!(
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body><span class=\"placeholder-inline-tasks\">ask {mention}</span></ac:task-body></ac:task></ac:task-list><p>b</p>"
        ),
        format!("<h2>By {mention}</h2><p>b</p>"),
        format!(
            "<table><tbody><tr><th>{mention}</th></tr><tr><td><p>x {mention}</p></td></tr></tbody></table><p>b</p>"
        ),
    ] {
        let document = Document::parse(&page).unwrap();
        for name in ["Ada", "Ada [L] *x*", "Ada | B"] {
            let names = [("557058:ab".to_owned(), name.to_owned())];
            for options in [ReadOptions::new(), ReadOptions::new().handles(true).comments(true)] {
                let markdown = document.markdown(&options.names(names.clone())).text;
                assert!(markdown.contains("[@Ada"), "{markdown}");
                assert_eq!(edited(&page, &[Edit::page_markdown(markdown.as_str())]), page, "{markdown}");
                let elsewhere = markdown.replacen("\nb", "\nc", 1);
                assert_eq!(
                    edited(&page, &[Edit::page_markdown(elsewhere)]),
                    page.replace("<p>b</p>", "<p>c</p>")
                );
            }
        }
    }
}
