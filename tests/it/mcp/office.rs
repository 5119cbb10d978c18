//! The text of office files, and of files that were made to hurt whoever reads them.

use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::process::Process;
use super::{facts, refusal, texts};

fn archive<'p>(parts: impl IntoIterator<Item = (&'p str, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    archive([("[Content_Types].xml", b"<Types/>".to_vec()), ("word/document.xml", document.into_bytes())])
}

/// A workbook with one sheet of these cells.
fn workbook(cells: &str) -> Vec<u8> {
    with_styles(cells, None)
}

fn with_styles(cells: &str, styles: Option<&str>) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let text = |text: String| text.into_bytes();
    let styled = styles.map(|styles| ("xl/styles.xml", text(styles.to_owned())));
    archive([
        (
            "[Content_Types].xml",
            b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_vec(),
        ),
        (
            "_rels/.rels",
            text(format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            )),
        ),
        (
            "xl/workbook.xml",
            text(format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"Costs\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            )),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            text(format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            )),
        ),
        (
            "xl/worksheets/sheet1.xml",
            text(format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>")),
        ),
    ]
    .into_iter()
    .chain(styled))
}

fn presentation() -> Vec<u8> {
    let slide = |text: &str| {
        format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sld>").into_bytes()
    };
    archive([
        ("ppt/presentation.xml", b"<p/>".to_vec()),
        ("ppt/slides/slide10.xml", slide("tenth")),
        ("ppt/slides/slide2.xml", slide("Q&amp;A")),
    ])
}

/// A presentation whose only words are in CDATA.
fn quoted_presentation() -> Vec<u8> {
    let text = "<![CDATA[1 < 2]]>";
    let slide = format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    archive([("ppt/presentation.xml", b"<p/>".to_vec()), ("ppt/slides/slide1.xml", slide.into_bytes())])
}

/// A PDF whose pages have a line of text each, or whose tree of pages is this.
fn pdf(lines: &[&str], kids: Option<&str>) -> Vec<u8> {
    let page = |at: usize| 4 + at * 2;
    let own: String = (0..lines.len()).map(|at| format!("{} 0 R ", page(at))).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", lines.len(), kids.unwrap_or(&own)),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (at, line) in lines.iter().enumerate() {
        let content = format!("BT /F1 24 Tf 72 700 Td ({line}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            page(at) + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    file.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}

async fn serving(sandbox: &Sandbox) -> Process {
    Process::with(&["--toolsets", "attachments", "--connection", &sandbox.connection_string()]).await
}

async fn read(server: &mut Process, sandbox: &Sandbox, name: &str, bytes: &[u8]) -> Value {
    let page = sandbox.page_by_title("TEAM", "Files").map(|page| page.id);
    let page = page.unwrap_or_else(|| sandbox.add_page(NewPage::new("TEAM", "Files").storage("<p>x</p>")));
    let file = sandbox.add_attachment(&page, name, "application/octet-stream", bytes);
    server.call("confluence_download_attachment", json!({"attachment_id": file})).await
}

#[tokio::test]
async fn office_files_are_shown_as_text() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = serving(&sandbox).await;
    let document = word(
        "<w:p><w:pPr><w:pStyle w:val=\"Heading2\"/></w:pPr><w:r><w:t>Plan &amp; cost</w:t></w:r></w:p><w:p><w:r><w:t>a</w:t><w:tab/><w:t>b&#8212;c</w:t>\
         <w:delText>gone</w:delText></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    );
    let cells = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Item</t></is></c><c r=\"C1\"><v>12.5</v></c></row><row r=\"3\"><c r=\"B3\" t=\"b\"><v>1</v></c></row>";
    for (name, bytes, expected) in [
        ("a.docx", document, "## Plan & cost\na\tb—c\nx \ty"),
        ("b.xlsx", workbook(cells), "## Costs\n\nItem\t\t12.5\n\n\ttrue"),
        ("c.pptx", presentation(), "## Slide 2\n\nQ&A\n\n## Slide 10\n\ntenth"),
        ("q.pptx", quoted_presentation(), "## Slide 1\n\n1 < 2"),
        (
            "d.PDF",
            pdf(&["Hello office", "Second page"], None),
            "## Page 1\n\nHello office\n\n## Page 2\n\nSecond page",
        ),
    ] {
        let answer = read(&mut server, &sandbox, name, &bytes).await;
        let (shown, failed) = texts(&answer);
        assert!(!failed && shown[1].contains(expected), "{name}: {shown:?}");
        assert!(
            shown[1].starts_with("<<attachment ") || shown[1].contains("<<attachment"),
            "others wrote it: {shown:?}"
        );
        assert_eq!(facts(&answer)["name"], name);
    }
}

#[tokio::test]
async fn what_people_see_in_an_office_file_is_shown_as_they_see_it() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = serving(&sandbox).await;
    let hidden = "<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr>";
    let boxed = word(&format!(
        "<w:p><w:r><w:t>before </w:t></w:r><w:r><w:pict><w:txbxContent><w:p>{hidden}<w:r><w:t>in a box</w:t></w:r></w:p>\
         <w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>shown now</w:t></w:r></w:p>\
         </w:txbxContent></w:pict></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>never</w:t></w:r></w:p>"
    ));
    let answer = read(&mut server, &sandbox, "boxed.docx", &boxed).await;
    let shown = texts(&answer).0[1].to_owned();
    assert!(shown.contains("before in a box\nshown now"), "{shown}");
    assert!(!shown.contains("never"), "{shown}");

    let formats = ["&quot;Std_&quot;0&quot; d&quot;", "yyyy\\-mm\\-dd", "#,##0.00\\ [$kr-41D]", "[h]:mm"];
    let codes: String = formats
        .iter()
        .enumerate()
        .map(|(at, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 164 + at))
        .collect();
    let styles: String = (0..formats.len()).map(|at| format!("<xf numFmtId=\"{}\"/>", 164 + at)).collect();
    let styles = format!(
        "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"
    );
    let cells: String = (0..formats.len())
        .map(|at| format!("<c r=\"{}1\" s=\"{at}\"><v>45000</v></c>", ["A", "B", "C", "D"][at]))
        .collect();
    let book = with_styles(&format!("<row r=\"1\">{cells}</row>"), Some(&styles));
    let answer = read(&mut server, &sandbox, "formats.xlsx", &book).await;
    let shown = texts(&answer).0[1].to_owned();
    assert!(shown.contains("45000\t2023-03-15\t45000\t1080000:00"), "{shown}");
}

#[tokio::test]
async fn a_long_office_file_comes_in_pieces() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = serving(&sandbox).await;
    let lines: String =
        (0..9_000).map(|at| format!("<w:p><w:r><w:t>line {at} of it</w:t></w:r></w:p>")).collect();
    let first = read(&mut server, &sandbox, "long.docx", &word(&lines)).await;
    let id = facts(&first)["id"].clone();
    let (mut text, mut next) = (texts(&first).0[1].to_owned(), facts(&first)["next_cursor"].clone());
    while next.is_string() {
        let some =
            server.call("confluence_download_attachment", json!({"attachment_id": id, "cursor": next})).await;
        text.push_str(texts(&some).0[1]);
        next = facts(&some)["next_cursor"].clone();
    }
    assert!((0..9_000).all(|at| text.contains(&format!("line {at} of it"))));
}

#[tokio::test]
async fn files_that_were_made_to_hurt_are_refused_and_the_server_goes_on() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = serving(&sandbox).await;
    let bomb = |part: &str| archive([(part, vec![b' '; 150 << 20])]);
    let whole = pdf(&["Hello"], None);
    let corners = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    for (name, bytes, says) in [
        ("bomb.docx", bomb("word/document.xml"), "unpacked it has more than 128 MiB"),
        ("bomb.xlsx", bomb("xl/workbook.xml"), "unpacked it has more than 128 MiB"),
        ("endless.pdf", pdf(&["x"], Some("2 0 R 2 0 R")), "cannot be shown"),
        ("cut.pdf", whole[..whole.len() / 2].to_vec(), "cannot be shown"),
        ("cut.docx", word("<w:p/>")[..60].to_vec(), "its archive is damaged"),
        ("broken.docx", word("<w:p><w:t>x</w:p>"), "its text is damaged"),
        ("other.docx", archive([("a.txt", b"x".to_vec())]), "none of Word"),
        ("empty.docx", word("<w:p/>"), "it has no text"),
        ("scan.pdf", pdf(&[""], None), "it has no text"),
        ("fake.pdf", b"\x89PNG not a PDF\0".to_vec(), "none of a PDF"),
    ] {
        let answer = read(&mut server, &sandbox, name, &bytes).await;
        let why = refusal(&answer);
        assert!(why.contains(says) && why.contains(name) && why.len() < 600, "{name}: {why}");
    }
    let corners = read(&mut server, &sandbox, "corners.xlsx", &workbook(corners)).await;
    assert!(texts(&corners).0[1].contains("## Costs\n\n1\n"), "{corners}");
    let good = read(&mut server, &sandbox, "good.pdf", &whole).await;
    assert!(texts(&good).0[1].contains("Hello"), "{good}");
}

/// A presentation that shows its slides in another order than they were made in.
fn ordered_presentation() -> Vec<u8> {
    let slide = |text: &str, show: &str| {
        format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\" {show}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>")
            .into_bytes()
    };
    let notes = "<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>say it</a:t></a:r></a:p><a:p>\
                 <a:fld type=\"slidenum\"><a:t>7</a:t></a:fld></a:p></p:notes>";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let list = "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"9\" r:id=\"b\"/>\
                <p:sldId id=\"8\" r:id=\"a\"/></p:sldIdLst></p:presentation>";
    let slides = relation("a", "slide", "slides/slide1.xml") + &relation("b", "slide", "slides/slide2.xml");
    let of_second = relation("n", "notesSlide", "../notesSlides/notesSlide1.xml");
    let all = |relations: &str| format!("<Relationships>{relations}</Relationships>").into_bytes();
    archive([
        ("ppt/presentation.xml", list.as_bytes().to_vec()),
        ("ppt/_rels/presentation.xml.rels", all(&slides)),
        ("ppt/slides/slide1.xml", slide("made first", "show=\"0\"")),
        ("ppt/slides/slide2.xml", slide("shown first", "")),
        ("ppt/slides/_rels/slide2.xml.rels", all(&of_second)),
        ("ppt/notesSlides/notesSlide1.xml", notes.as_bytes().to_vec()),
    ])
}

/// A Word file with what was moved, a box of text, hidden text, and a heading by a style of another language.
fn revised_document() -> Vec<u8> {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let boxed = |text: &str| format!("<w:txbxContent><w:p>{}</w:p></w:txbxContent>", run(text));
    let document = format!(
        "<w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body><w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr>{}</w:p>\
         <w:p><w:moveFrom>{}</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>{}</w:p>\
         <w:p><w:moveTo>{}</w:moveTo><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
         </mc:AlternateContent></w:r></w:p></w:body></w:document>",
        run("Plan"),
        run("moved"),
        run("seen"),
        run("moved"),
        boxed("boxed"),
        boxed("boxed")
    );
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
    archive([
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("word/document.xml", document.into_bytes()),
        ("word/styles.xml", styles.as_bytes().to_vec()),
    ])
}

#[tokio::test]
async fn office_files_are_shown_as_people_see_them() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let mut server = serving(&sandbox).await;
    let shown = read(&mut server, &sandbox, "order.pptx", &ordered_presentation()).await;
    let expected = "## Slide 1\n\nshown first\n\nNotes: say it\n\n## Slide 2 (hidden)\n\nmade first";
    assert!(texts(&shown).0[1].contains(expected), "{shown}");
    let shown = read(&mut server, &sandbox, "revised.docx", &revised_document()).await;
    let said = texts(&shown).0[1];
    assert!(said.contains("# Plan\nseen\nmoved") && !said.contains("hidden"), "{said}");
    assert_eq!((said.matches("moved").count(), said.matches("boxed").count()), (1, 1), "{said}");
}
