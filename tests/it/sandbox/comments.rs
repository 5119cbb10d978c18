//! Footer and inline comments.

use serde_json::{Value, json};
use tests::sandbox::{ADMIN, NewPage, Person, Sandbox};

use super::{Web, data_center};

fn body(text: &str) -> Value {
    json!({"representation": "storage", "value": format!("<p>{text}</p>")})
}

#[tokio::test]
async fn replies_stay_in_their_thread_and_go_with_it() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let web = Web::person(&sandbox, Person::GRACE);
    let comment = web.post("/api/v2/footer-comments", json!({"pageId": page, "body": body("one")})).await;
    assert_eq!(comment.status, 201);
    let id = comment.json()["id"].as_str().unwrap().to_owned();
    let reply = json!({"parentCommentId": id, "body": body("two")});
    assert_eq!(web.post("/api/v2/footer-comments", reply).await.json()["pageId"], page);
    let both = json!({"parentCommentId": id, "pageId": page, "body": body("two")});
    assert_eq!(web.post("/api/v2/footer-comments", both).await.status, 400);
    let threads = web.get(&format!("/api/v2/pages/{page}/footer-comments?body-format=storage")).await.json();
    assert_eq!(threads["results"].as_array().unwrap().len(), 1);
    assert_eq!(threads["results"][0]["body"]["storage"]["value"], "<p>one</p>");
    let replies = web.get(&format!("/api/v2/footer-comments/{id}/children")).await.json();
    assert_eq!(replies["results"][0]["parentCommentId"], id);
    let update = json!({"version": {"number": 2}, "body": body("edited")});
    let path = format!("/api/v2/footer-comments/{id}");
    assert_eq!(web.put(&path, update.clone()).await.json()["version"]["number"], 2);
    assert_eq!(web.put(&path, update).await.status, 409);
    assert_eq!(web.delete(&path).await.status, 204);
    assert_eq!(web.get("/api/v2/footer-comments").await.json()["results"], json!([]));
}

#[tokio::test]
async fn an_inline_comment_marks_its_text_and_dangles_without_it() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P").storage("<p title=\"a cat\">a cat and a cat</p>"));
    let web = Web::of(&sandbox);
    let at = |count: u32, index: u32| {
        json!({"pageId": page, "body": body("which?"), "inlineCommentProperties":
            {"textSelection": "a cat", "textSelectionMatchCount": count, "textSelectionMatchIndex": index}})
    };
    assert_eq!(web.post("/api/v2/inline-comments", at(3, 0)).await.status, 400, "an attribute is no text");
    let made = web.post("/api/v2/inline-comments", at(2, 1)).await.json();
    let (id, marker) =
        (made["id"].as_str().unwrap(), made["properties"]["inlineMarkerRef"].as_str().unwrap());
    let marked = format!(
        "<p title=\"a cat\">a cat and <ac:inline-comment-marker ac:ref=\"{marker}\">a cat</ac:inline-comment-marker></p>"
    );
    assert_eq!(sandbox.page_by_id(&page).unwrap().storage, marked);
    let path = format!("/api/v2/inline-comments/{id}");
    for (resolved, number, status) in [(true, 2, "resolved"), (false, 3, "reopened")] {
        let update = json!({"version": {"number": number}, "resolved": resolved});
        let now = web.put(&path, update).await.json();
        assert_eq!(
            (&now["resolutionStatus"], &now["resolutionLastModifierId"]),
            (&json!(status), &json!(ADMIN.account_id))
        );
    }
    let reply = json!({"parentCommentId": id, "body": body("this one")});
    assert_eq!(web.post("/api/v2/inline-comments", reply).await.status, 201);
    sandbox.edit_page(&page, "<p>no cats</p>");
    assert_eq!(web.get(&path).await.json()["resolutionStatus"], "dangling");
    let update = json!({"version": {"number": 4}, "resolved": true});
    assert_eq!(web.put(&path, update).await.status, 400);
    let open = web.get(&format!("/api/v2/pages/{page}/inline-comments?resolution-status=open")).await.json();
    assert_eq!(open["results"], json!([]));
}

#[tokio::test]
async fn data_center_keeps_comments_as_content() {
    let sandbox = data_center().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P").storage("<p>text</p>"));
    sandbox.add_inline_comment(&page, "text", "<p>inline</p>", Person::ALAN);
    let web = Web::of(&sandbox);
    let comment = json!({"type": "comment", "container": {"id": page, "type": "page"},
        "body": {"storage": {"value": "<p>footer</p>", "representation": "storage"}}});
    let id = web.post("/rest/api/content", comment).await.json()["id"].as_str().unwrap().to_owned();
    let reply = json!({"type": "comment", "container": {"id": page, "type": "page"}, "ancestors": [{"id": id}],
        "body": {"storage": {"value": "<p>reply</p>", "representation": "storage"}}});
    assert_eq!(web.post("/rest/api/content", reply).await.status, 200);
    let count = |query: &'static str| {
        let (web, page) = (&web, &page);
        async move {
            web.get(&format!("/rest/api/content/{page}/child/comment?{query}")).await.json()["size"].clone()
        }
    };
    assert_eq!(
        (count("").await, count("depth=all").await, count("location=inline").await),
        (json!(2), json!(3), json!(1))
    );
    let null = json!({"type": "comment", "container": {"id": page}, "body": {"view": null}});
    assert_eq!(web.post("/rest/api/content", null).await.status, 400);
}
