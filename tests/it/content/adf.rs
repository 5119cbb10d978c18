//! The other format of the service: `tests/fixtures/content/cloud.adf.json` and what it reads as.

use confluence_client::content::{ReadOptions, adf};
use serde_json::Value;

use super::golden::{check, fixtures};

fn document() -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixtures().join("cloud.adf.json")).unwrap()).unwrap()
}

#[test]
fn it_reads_like_the_storage_format() {
    let rendered = adf::markdown(&document(), &ReadOptions::new()).unwrap();
    check("cloud.adf.md", &rendered.text);
    let hidden: Vec<String> =
        rendered.lossy.iter().map(|hidden| format!("{} {}", hidden.construct, hidden.count)).collect();
    assert_eq!(hidden, ["inline comments 1", "text alignment 1", "text colour 1"]);
    assert_eq!(adf::mentions(&document()), ["557058:0a1b"]);
}

#[test]
fn what_is_not_a_document_is_refused_with_the_path() {
    let mut document = document();
    document["content"][1]["content"][0]["text"] = Value::Null;
    let error = adf::check(&document).unwrap_err();
    assert!(error.to_string().starts_with("doc.content[1].content[0]: a text node needs"), "{error}");
}
