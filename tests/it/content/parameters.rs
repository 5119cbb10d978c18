//! The parameters of macros: what they show, and what an edit of one leaves.

use confluence_client::Deployment;
use confluence_client::content::{Document, Edit, ReadOptions, TableEdit, WriteOptions};

use super::{edited, to_storage};

#[test]
fn a_parameter_that_names_a_file_or_a_page_goes_on_naming_one() {
    let source = "<ac:structured-macro ac:name=\"view-file\"><ac:parameter ac:name=\"name\"><ri:attachment ri:filename=\"a b.docx\" /></ac:parameter></ac:structured-macro>";
    let document = Document::parse(source).unwrap();
    let shown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(shown, "::view-file{#b1 name=\"attachment:a b.docx\"}\n");
    let set = Edit::macro_parameter("#b1".parse().unwrap(), "name", Some("attachment:c.docx".to_owned()));
    assert_eq!(edited(&document, &[set]), source.replace("a b.docx", "c.docx"));
    let replaced = document.edit(&[Edit::page_markdown(shown.replace("a b", "c"))]).unwrap();
    assert_eq!(replaced.storage, source.replace("a b.docx", "c.docx"));
    let made = to_storage("::view-file{name=\"attachment:a b.docx\"}").unwrap();
    assert!(made.contains("<ri:attachment ri:filename=\"a b.docx\" />"), "{made}");
    let odd =
        source.replace("view-file", "odd name").replace("<ri:attachment ri:filename=\"a b.docx\" />", "x");
    let document = Document::parse(&odd).unwrap();
    let shown = document.markdown(&ReadOptions::new()).text;
    assert_eq!(shown, "::macro{#b1 name=\"odd name\" name=x}\n");
    let after = edited(&document, &[Edit::page_markdown(shown.replace("name=x", "name=y k=z"))]);
    assert_eq!(
        after,
        odd.replace(">x<", ">y<")
            .replace("</ac:structured", "<ac:parameter ac:name=\"k\">z</ac:parameter></ac:structured")
    );
    let coded = "<p><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">x</ac:parameter><ac:parameter ac:name=\"colour\">#a1b2c3</ac:parameter></ac:structured-macro></p>";
    let shown = Document::parse(coded).unwrap().markdown(&ReadOptions::new()).text;
    assert_eq!(shown, ":status[x]{colour=\"#a1b2c3\"}\n");
    assert!(to_storage(&shown).unwrap().contains("<ac:parameter ac:name=\"colour\">#a1b2c3</ac:parameter>"));
}

/// A macro after one of its parameters was set for Data Center, or why it was refused.
fn set(source: &str, name: &str, value: &str) -> Result<String, String> {
    let edit = Edit::macro_parameter("#b1".parse().unwrap(), name, Some(value.to_owned()));
    let options = WriteOptions::new().target(Deployment::DataCenter);
    let edited = Document::parse(source).unwrap().edit_with(&[edit], &options);
    edited.map(|edited| edited.storage).map_err(|error| error.to_string())
}

#[test]
fn a_parameter_is_set_to_what_its_macro_takes() {
    let code = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>";
    assert!(set(code, "language", "http").unwrap_err().contains("knows no language `http`"));
    assert!(set(code, "language", "C++").unwrap().contains("\"language\">cpp<"));
    assert!(set(code, "theme", "Solar").unwrap_err().contains("knows no theme"));
    let include = "<ac:structured-macro ac:name=\"include\"><ac:parameter ac:name=\"\"><ac:link><ri:page ri:content-title=\"T\" /></ac:link></ac:parameter></ac:structured-macro>";
    assert_eq!(set(include, "default", "Q").unwrap(), include.replace("\"T\"", "\"Q\""));
    assert_eq!(set(include, "page", "Q").unwrap(), include.replace("\"T\"", "\"Q\""));
}

#[test]
fn what_only_a_replacement_of_text_takes_is_refused_elsewhere() {
    let page = Document::parse("<p>a</p>").unwrap();
    for edit in [
        Edit::append("x").occurrence(2),
        Edit::append("x").all_occurrences(),
        Edit::delete_block("#b1".parse().unwrap()).within("#b1".parse().unwrap()),
    ] {
        let refused = page.edit(&[edit]).unwrap_err().to_string();
        assert!(refused.contains("means something to the replacement of a text alone"), "{refused}");
    }
}

#[test]
fn words_that_change_stay_in_their_marks() {
    for (source, find, replace, expected) in [
        (
            "see <a href=\"x\">docs</a> here",
            "docs here",
            "manual there",
            "see <a href=\"x\">manual</a> there",
        ),
        ("Call <code>foo()</code> first", "foo() first", "bar() last", "Call <code>bar()</code> last"),
        ("<strong>colour</strong>s of it", "colours of", "colors in", "<strong>color</strong>s in it"),
        ("<em>今天</em>天气很好", "今天天气很好", "今天天气很坏", "<em>今天</em>天气很坏"),
    ] {
        let page = Document::parse(&format!("<p>{source}</p>")).unwrap();
        assert_eq!(edited(&page, &[Edit::replace_text(find, replace)]), format!("<p>{expected}</p>"));
    }
}

#[test]
fn what_a_set_cell_showed_is_replaced_by_its_like_and_else_is_lost() {
    let emoji = |name: &str| {
        format!(
            "<ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":{name}:\" ac:emoji-id=\"{name}\" ac:emoji-fallback=\":{name}:\" />"
        )
    };
    let row = |name: &str, state: &str| format!("<tr><td>{name}</td><td>{state}</td></tr>");
    let table = |second: &str| {
        format!(
            "<table><tbody><tr><th>F</th><th>S</th></tr>{}{}</tbody></table>",
            row("A", &emoji("done")),
            row("B", second)
        )
    };
    let cell = |markdown: &str| TableEdit::SetCell {
        row: "B".into(),
        column: "S".into(),
        markdown: markdown.to_owned(),
    };
    let page = Document::parse(&table(&emoji("not_done"))).unwrap();
    let set = cell(":emoticon{name=done}");
    let after = edited(&page, &[Edit::table("#b1".parse().unwrap(), set)]);
    assert!(after.matches(&emoji("done")).count() == 2 && !after.contains("not_done"), "{after}");
    let mention = |id: &str| format!("<ac:link><ri:user ri:account-id=\"{id}\" /></ac:link>");
    let linked = "<a href=\"https://e.com\">x</a>".to_owned();
    let image = "<ac:image><ri:attachment ri:filename=\"a.png\" /></ac:image>".to_owned();
    for (shown, like) in
        [(mention("u1"), "[@Bob](user:u2)"), (linked, "[y](https://f.com)"), (image, "![](attachment:b.png)")]
    {
        let page = Document::parse(&table(&shown)).unwrap();
        let set = |markdown: &str| page.edit(&[Edit::table("#b1".parse().unwrap(), cell(markdown))]).unwrap();
        assert_eq!((set(like).losses.len(), set("no").losses.len()), (0, 1), "{shown}");
        assert!(set("no").storage.contains("no"));
    }
}

#[test]
fn a_parameter_may_have_the_name_of_a_directive() {
    let source = "<ac:structured-macro ac:name=\"gallery\"><ac:parameter ac:name=\"layout\">wide</ac:parameter>\
                  <ac:parameter ac:name=\"element\">b</ac:parameter><ac:parameter ac:name=\"columns\">3</ac:parameter>\
                  </ac:structured-macro>";
    let document = Document::parse(source).unwrap();
    let markdown = document.markdown(&ReadOptions::new()).text;
    assert!(markdown.contains("layout=wide element=b columns=3"), "{markdown}");
    assert_eq!(edited(&document, &[Edit::page_markdown(markdown.as_str())]), source);
    let after =
        edited(&document, &[Edit::page_markdown(markdown.replace("=3", "=4").replace("=wide", "=slim"))]);
    assert_eq!(after, source.replace(">3<", ">4<").replace(">wide<", ">slim<"));
}
