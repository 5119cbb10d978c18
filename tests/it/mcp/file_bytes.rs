//! What a file is, its bytes say and not its name.

use serde_json::{Value, json};
use tests::sandbox::Sandbox;

use super::jobs::everything;
use super::{refusal, samples, texts};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

async fn shown(sandbox: &Sandbox, name: &str, media_type: &str, bytes: &[u8]) -> Value {
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let file = sandbox.add_attachment(&page, name, media_type, bytes);
    let mut server = everything(sandbox).await;
    server.call("confluence_download_attachment", json!({"attachment_id": file})).await
}

#[tokio::test]
async fn an_image_is_what_its_bytes_are() {
    for sandbox in samples().await {
        for (name, media_type) in [("p.jpg", "image/jpeg"), ("shot", "application/octet-stream")] {
            let image = shown(&sandbox, name, media_type, PNG).await;
            assert_eq!(image["content"][1]["mimeType"], "image/png", "{name}: {image}");
        }
        let text = shown(&sandbox, "fake.png", "image/png", b"only words").await;
        assert!(texts(&text).0.concat().contains("only words"), "{text}");
        assert!(texts(&text).0.concat().contains("its bytes are text"), "{text}");
        let broken = shown(&sandbox, "broken.png", "image/png", b"\x89PN\0\xff\xfe\x01").await;
        assert!(refusal(&broken).contains("its bytes are no image"), "{broken}");
    }
}

#[tokio::test]
async fn text_of_another_encoding_is_read_and_told() {
    let [sandbox, _] = samples().await;
    let table = shown(&sandbox, "cp1252.csv", "text/csv", b"Name;Preis\r\nM\xfcller;5 \x80\r\n").await;
    let said = texts(&table).0.concat();
    assert!(said.contains("M\u{fc}ller;5 \u{20ac}") && said.contains("Windows-1252"), "{said}");
    let log = shown(&sandbox, "cut.log", "text/plain", b"a caf\xc3").await;
    let said = texts(&log).0.concat();
    assert!(said.contains("a caf") && said.contains("cut off"), "{said}");
    let strange = shown(&sandbox, "utf16.txt", "text/plain", b"h\0e\0l\0l\0o\0").await;
    assert!(refusal(&strange).contains("neither UTF-8 nor UTF-16"), "{strange}");
}

#[tokio::test]
async fn text_is_not_uploaded_as_an_image() {
    let [sandbox, _] = samples().await;
    let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
    let mut server = everything(&sandbox).await;
    for name in ["b64.png", "plan.PDF", "table.xlsx"] {
        let upload = json!({"content_id": page, "filename": name, "content": "aGVsbG8="});
        let refused = server.call("confluence_upload_attachment", upload).await;
        assert!(refusal(&refused).contains("`content`"), "{name}: {refused}");
    }
    let upload = json!({"content_id": page, "filename": "notes.txt", "content": "aGVsbG8="});
    assert!(!texts(&server.call("confluence_upload_attachment", upload).await).1);
}
