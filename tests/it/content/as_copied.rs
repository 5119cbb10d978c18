//! What is copied from the page as it is shown, means in an edit what it says there.

use confluence_client::content::{Document, Edit, Line, ReadOptions, TableEdit};

fn parsed(storage: &str) -> Document {
    Document::parse(storage).unwrap()
}

fn shown(storage: &str) -> String {
    parsed(storage).markdown(&ReadOptions::new()).text
}

fn replaced(storage: &str, find: &str, replace: &str) -> Result<String, String> {
    let edited = parsed(storage).edit(&[Edit::replace_text(find, replace)]);
    edited.map(|edited| edited.storage).map_err(|error| error.to_string())
}

#[test]
fn what_is_no_text_is_replaced_with_the_text_around_it() {
    let status = "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">OK</ac:parameter><ac:parameter ac:name=\"colour\">Green</ac:parameter></ac:structured-macro>";
    let anchor = "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">here</ac:parameter></ac:structured-macro>";
    for (element, markdown) in [
        (status, ":status[OK]{green}"),
        ("<time datetime=\"2026-03-04\" />", ":date[2026-03-04]"),
        ("<ac:placeholder>type</ac:placeholder>", ":placeholder{text=type}"),
        (anchor, ":anchor{#b2 default=here}"),
        ("<ac:emoticon ac:name=\"strange\" />", ":emoticon{name=strange}"),
        (
            "<ac:image ac:alt=\"a\"><ri:attachment ri:filename=\"f.png\" /></ac:image>",
            "![a](attachment:f.png)",
        ),
    ] {
        let page = format!("<p>x {element} y</p><p>other done</p>");
        assert_eq!(replaced(&page, &format!("{markdown} y"), "z").unwrap(), "<p>x z</p><p>other done</p>");
        assert_eq!(replaced(&page, &format!("x {markdown}"), "z").unwrap(), "<p>z y</p><p>other done</p>");
        let elsewhere = replaced("<p>other done</p>", &format!("{markdown} done"), "z");
        assert!(elsewhere.is_err(), "{markdown}: {elsewhere:?}");
    }
}

#[test]
fn backslashes_that_are_shown_are_not_stored() {
    for (page, find, replace, stored) in [
        ("<p>5*3*1 and C# (~10)</p>", "5\\*3", "5\\*4", "<p>5*4*1 and C# (~10)</p>"),
        ("<p>1. Intro</p>", "1\\. Intro", "2\\. Intro", "<p>2. Intro</p>"),
        ("<p># of items</p>", "\\# of items", "\\# of things", "<p># of things</p>"),
        ("<p>see __init__</p>", "\\_\\_init\\_\\_", "\\_\\_main\\_\\_", "<p>see __main__</p>"),
        ("<p>a [^1] b</p>", "\\[^1] b", "\\[^2] c", "<p>a [^2] c</p>"),
        ("<h2>1. Intro</h2>", "## 1. Intro", "## 1. Start", "<h2>1. Start</h2>"),
    ] {
        assert_eq!(replaced(page, find, replace).as_deref(), Ok(stored), "{find}");
    }
    let macro_of = |value: &str| {
        format!(
            "<ac:structured-macro ac:name=\"attachments\"><ac:parameter ac:name=\"patterns\">{value}</ac:parameter></ac:structured-macro>"
        )
    };
    let set = Edit::macro_parameter("#b1".parse().unwrap(), "patterns", Some(".\\*doc".to_owned()));
    let edited = parsed(&macro_of(".*pdf")).edit(std::slice::from_ref(&set)).unwrap();
    assert_eq!(edited.storage, macro_of(".*doc"));
    assert_eq!(edited.notes.len(), 1);
    assert_eq!(parsed(&macro_of("pdf")).edit(&[set]).unwrap().storage, macro_of(".\\*doc"));
}

#[test]
fn where_no_markup_begins_nothing_is_escaped() {
    for (storage, markdown) in [
        ("<h2>1. Intro</h2><h2>2026. Plan</h2>", "## 1. Intro\n\n## 2026. Plan\n"),
        ("<h2>- dash</h2><h2>&gt;= 5</h2><h2>+ x</h2>", "## - dash\n\n## >= 5\n\n## + x\n"),
        (
            "<table><tbody><tr><th>1. Intro</th><th># of items</th></tr><tr><td>---</td><td>&gt; x</td></tr></tbody></table>",
            "| 1. Intro | # of items |\n|---|---|\n| --- | > x |\n",
        ),
        (
            "<table><tbody><tr><th>---</th></tr><tr><td>---</td></tr></tbody></table>",
            "| --- |\n|---|\n| --- |\n",
        ),
        (
            "<ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>1. Intro</ac:task-body></ac:task></ac:task-list>",
            "- [ ] 1. Intro\n",
        ),
        ("<p>Q&amp;A</p><p>R&amp;D <em>x</em></p>", "Q&A\n\nR&D *x*\n"),
        ("<p>Q&amp;am<span>p;x</span></p>", "Q\\&amp;x\n"),
        ("<p>2*3</p><p>~5 min</p><p>2*3*4</p><p>~a~</p>", "2*3\n\n~5 min\n\n2\\*3\\*4\n\n\\~a\\~\n"),
        ("<p>2*3 <em>x</em></p><p>* x</p>", "2\\*3 *x*\n\n\\* x\n"),
    ] {
        assert_eq!(shown(storage), markdown);
        let page = parsed(storage);
        assert_eq!(page.edit(&[Edit::page_markdown(markdown)]).unwrap().storage, storage);
        // Written anew, it says the same.
        let again = parsed(&super::storage(markdown));
        assert_eq!(again.plain_text(), page.plain_text(), "{markdown}");
        assert_eq!(again.markdown(&ReadOptions::new()).text, markdown);
    }
}

#[test]
fn what_styles_set_is_shown_or_counted_on_every_element() {
    for name in ["a", "strong", "em", "code", "u", "sub", "small", "span"] {
        let shown =
            shown(&format!("<p>x <{name} style=\"text-decoration: line-through;\">cancelled</{name}> y</p>"));
        assert!(shown.contains("~~"), "{name}: {shown}");
    }
    for (before, behind) in [
        ("<p STYLE>", "</p>"),
        ("<h2 STYLE>", "</h2>"),
        ("<ul STYLE><li>", "</li></ul>"),
        ("<ul><li STYLE>", "</li></ul>"),
        ("<table STYLE><tbody><tr><td>", "</td></tr></tbody></table>"),
        ("<table><tbody><tr STYLE><td>", "</td></tr></tbody></table>"),
        ("<table><tbody><tr><td STYLE>", "</td></tr></tbody></table>"),
        ("<table><tbody><tr><th STYLE>", "</th></tr></tbody></table>"),
        ("<table><tbody><tr><td><p STYLE>", "</p></td></tr></tbody></table>"),
        ("<blockquote STYLE><p>", "</p></blockquote>"),
        ("<pre STYLE>", "</pre>"),
        ("<div STYLE><p>", "</p></div>"),
        ("<p><strong STYLE>", "</strong></p>"),
        ("<p><a href=\"https://e.com\" STYLE>", "</a></p>"),
    ] {
        for style in ["text-decoration: line-through;", "color: red;", "display: none;", "font-size: 8px;"] {
            let storage = format!("{before}x{behind}").replace("STYLE", &format!("style=\"{style}\""));
            let read = parsed(&storage).markdown(&ReadOptions::new());
            let count: usize = read.lossy.iter().map(|hidden| hidden.count).sum();
            assert_eq!(count + read.text.matches("~~").count() / 2, 1, "{storage}: {read:?}");
        }
    }
}

const NUMBERED: &str = "<table><tbody><tr><th class=\"numberingColumn\"></th><th>a</th><th>b</th></tr><tr><td class=\"numberingColumn\">1</td><td>c</td><td>d</td></tr><tr><td class=\"numberingColumn\">2</td><td>g</td><td>h</td></tr></tbody></table>";

fn with_rows(rows: [&str; 3]) -> String {
    let rows = rows.map(|row| format!("<tr><td class=\"numberingColumn\">{row}</tr>"));
    let (head, _) = NUMBERED.split_once("<tr><td").unwrap();
    format!("{head}{}</tbody></table>", rows.concat())
}

#[test]
fn a_new_row_of_a_numbered_table_is_numbered() {
    let page = parsed(NUMBERED);
    let insert = |after: usize, cells: &[&str]| {
        let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
        Edit::table("#b1".parse().unwrap(), TableEdit::InsertRow { after: Some(Line::Number(after)), cells })
    };
    let expected = with_rows([
        "1</td><td>c</td><td>d</td>",
        "2</td><td><p>e</p></td><td><p>f</p></td>",
        "3</td><td>g</td><td>h</td>",
    ]);
    for cells in [&["e", "f"][..], &["2", "e", "f"], &["", "e", "f"]] {
        assert_eq!(page.edit(&[insert(2, cells)]).unwrap().storage, expected, "{cells:?}");
    }
    let two = page.edit(&[insert(2, &["e", "f"]), insert(3, &["i", "j"])]).unwrap().storage;
    let numbers: Vec<&str> =
        two.split("numberingColumn\">").skip(2).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"]);
    let delete = TableEdit::DeleteRow { row: Line::Number(2) };
    let gone = page.edit(&[Edit::table("#b1".parse().unwrap(), delete)]).unwrap().storage;
    assert!(gone.contains("<td class=\"numberingColumn\">1</td><td>g</td>"), "{gone}");
    let markdown = page.markdown(&ReadOptions::new()).text;
    let written = page.edit(&[Edit::page_markdown(format!("{markdown}| 3 | e | f |\n"))]).unwrap().storage;
    assert!(written.contains("<td class=\"numberingColumn\">3</td><td><p>e</p></td>"), "{written}");
}

#[test]
fn a_parameter_names_several_things() {
    let page = |spaces: &str| {
        let spaces: String =
            spaces.chars().map(|key| format!("<ri:space ri:space-key=\"{key}\" />")).collect();
        format!(
            "<ac:structured-macro ac:name=\"blog-posts\"><ac:parameter ac:name=\"spaces\">{spaces}</ac:parameter></ac:structured-macro>"
        )
    };
    let both = parsed(&page("AB"));
    let markdown = both.markdown(&ReadOptions::new()).text;
    assert_eq!(markdown, "::blog-posts{#b1 spaces=\"space:A,space:B\"}\n");
    for (value, stored) in [("space:C", "C"), ("space:C,space:D,space:E", "CDE")] {
        let set = Edit::macro_parameter("#b1".parse().unwrap(), "spaces", Some(value.to_owned()));
        assert_eq!(both.edit(&[set]).unwrap().storage, page(stored));
    }
}

const DECISIONS: &str = "<ac:adf-extension><ac:adf-node type=\"decision-list\"><ac:adf-node type=\"decision-item\"><ac:adf-attribute key=\"state\">DECIDED</ac:adf-attribute><ac:adf-content>Ship it</ac:adf-content></ac:adf-node><ac:adf-node type=\"decision-item\"><ac:adf-attribute key=\"state\">UNDECIDED</ac:adf-attribute><ac:adf-content>Name it</ac:adf-content></ac:adf-node></ac:adf-node></ac:adf-extension>";

#[test]
fn all_of_an_extension_is_shown_and_its_words_change() {
    let page = parsed(DECISIONS);
    let text = page.markdown(&ReadOptions::new()).text;
    assert_eq!(
        text,
        ":::adf-extension{#b1 type=decision-list state=DECIDED,UNDECIDED}\n\nShip it\n\nName it\n\n:::\n"
    );
    let edited = page.edit(&[Edit::replace_text("Name it", "Name them")]).unwrap();
    assert_eq!(edited.storage, DECISIONS.replace("Name it", "Name them"));
    let refused = page.edit(&[Edit::page_markdown(text.replace("Name it", "Name them"))]).unwrap_err();
    assert!(refused.to_string().contains("replace_text"), "{refused}");

    let panel = "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute key=\"panel-type\">note</ac:adf-attribute><ac:adf-content><p>new words</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>old words</p></ac:adf-fallback></ac:adf-extension>";
    let text = shown(panel);
    assert!(text.contains("panel=note") && text.contains("new words"), "{text}");
    assert_eq!(
        replaced(panel, "new words", "newer words").unwrap(),
        panel.replace("new words", "newer words")
    );
    let same = panel.replace("old words", "new words");
    assert_eq!(
        replaced(&same, "new words", "newer words").unwrap(),
        same.replace("new words", "newer words")
    );
}

#[test]
fn people_are_found_by_the_names_that_are_shown() {
    let mention = "<ac:link><ri:user ri:account-id=\"u1\" /></ac:link>";
    let storage = format!(
        "<h2>Owner {mention}</h2><p>x {mention} z</p><table><tbody><tr><th>Who</th><th>n</th></tr><tr><td>{mention}</td><td>1</td></tr></tbody></table>"
    );
    let names = ReadOptions::new().names([("u1".to_owned(), "Ada Lovelace".to_owned())]);
    let page = parsed(&storage).named(&names);
    assert_eq!(page.outline().headings[0].title, "Owner @Ada Lovelace");
    let below = page.edit(&[Edit::append_to_section("Owner @Ada Lovelace", "end")]).unwrap();
    assert!(below.storage.ends_with("<p>end</p>"));
    let kept = page.edit(&[Edit::replace_text("x @Ada Lovelace z", "y @Ada Lovelace z")]).unwrap();
    assert_eq!(kept.storage, storage.replace("<p>x ", "<p>y "));
    let set =
        TableEdit::SetCell { row: "@Ada Lovelace".into(), column: "n".into(), markdown: "2".to_owned() };
    let table = page.outline().tables[0];
    assert_eq!(
        page.edit(&[Edit::table(table, set)]).unwrap().storage,
        storage.replace("<td>1</td>", "<td>2</td>")
    );
}
