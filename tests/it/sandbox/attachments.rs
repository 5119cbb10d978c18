//! Files: up through the API, down through the media host or the servlet.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Sandbox};

use super::{Answer, Web, answer, data_center};

async fn upload(web: &Web, method: Method, path: &str, name: &str, bytes: &[u8], comment: &str) -> Answer {
    let file = Part::bytes(bytes.to_vec()).file_name(name.to_owned()).mime_str("text/plain").unwrap();
    let comment = Part::text(comment.to_owned()).mime_str("text/plain; charset=utf-8").unwrap();
    answer(web.request(method, path).multipart(Form::new().part("file", file).part("comment", comment))).await
}

#[tokio::test]
async fn cloud_redirects_downloads_to_a_host_that_wants_no_credentials() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let web = Web::of(&sandbox);
    let path = format!("/rest/api/content/{page}/child/attachment");
    let first = upload(&web, Method::POST, &path, "a b.txt", b"one", "caf\u{e9}").await.json();
    let file = &first["results"][0];
    assert_eq!(
        (&file["extensions"]["comment"], &file["extensions"]["fileSize"]),
        (&json!("caf\u{e9}"), &json!(3))
    );
    let id = file["id"].as_str().unwrap();
    assert!(id.starts_with("att"));
    let again = upload(&web, Method::POST, &path, "a b.txt", b"two", "").await;
    assert!(again.status == 400 && again.text.contains("same file name as an existing attachment"));
    assert_eq!(
        upload(&web, Method::PUT, &path, "a b.txt", b"three", "").await.json()["results"][0]["id"],
        id
    );
    let data = format!("{path}/{id}/data");
    assert_eq!(upload(&web, Method::POST, &data, "a b.txt", b"four!", "").await.status, 200);
    assert_eq!(sandbox.attachment_bytes(id).unwrap(), b"four!");
    assert_eq!(web.get(&format!("/api/v2/attachments/{id}")).await.json()["version"]["number"], 3);

    let redirect = web.get(&format!("{path}/{id}/download?version=2")).await;
    let location = redirect.header("location").to_owned();
    assert!(redirect.status == 302 && location.starts_with(sandbox.media_url()), "{location}");
    assert_eq!(web.get(&location).await.status, 400, "the media host refuses a second way in");
    let anonymous = Web::new("", None);
    assert_eq!(anonymous.get(&location).await.text, "three");
    let part = answer(anonymous.request(Method::GET, &location).header("range", "bytes=1-2")).await;
    assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "hr"));
    assert_eq!(part.header("content-range"), "bytes 1-2/5");
    sandbox.advance(std::time::Duration::from_secs(700));
    assert_eq!(anonymous.get(&location).await.status, 403, "addresses expire");
    let old = format!("{}/wiki/download/attachments/{page}/a%20b.txt", sandbox.url());
    assert_eq!(web.get(&old).await.status, 401, "the old path takes no tokens");
}

#[tokio::test]
async fn data_center_serves_files_itself_and_adds_no_version_by_name() {
    let sandbox = data_center().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let web = Web::of(&sandbox);
    let path = format!("/rest/api/content/{page}/child/attachment");
    let made = upload(&web, Method::POST, &path, "\u{fc} &.txt", b"one", "").await.json();
    let file = &made["results"][0];
    assert_eq!(upload(&web, Method::PUT, &path, "x", b"", "").await.status, 405);
    assert_eq!(upload(&web, Method::POST, &path, "\u{fc} &.txt", b"", "").await.status, 400);
    let twice = format!("{path}?allowDuplicated=true");
    assert_eq!(upload(&web, Method::POST, &twice, "\u{fc} &.txt", b"two", "").await.status, 200);
    let download = file["_links"]["download"].as_str().unwrap();
    assert_eq!(web.get(download).await.text, "one", "the link names its version");
    assert_eq!(Web::new(&sandbox.url(), None).get(download).await.status, 401);
    let form = Form::new().part("file", Part::bytes(vec![1]).file_name("n"));
    let request = web.request(Method::POST, &path).multipart(form).header("x-atlassian-token", "nocheck");
    let request = request.build().unwrap();
    assert_eq!(request.headers().get_all("x-atlassian-token").iter().count(), 2);
}

#[tokio::test]
async fn uploads_without_the_token_are_refused() {
    for (deployment, token, status) in [
        (Deployment::Cloud, "", 403),
        (Deployment::Cloud, "nocheck", 404),
        (Deployment::DataCenter, "nocheck", 403),
        (Deployment::DataCenter, "no-check", 404),
    ] {
        let sandbox = Sandbox::builder().deployment(deployment).start().await;
        let web = Web::of(&sandbox);
        let form = Form::new().part("file", Part::bytes(vec![1]).file_name("n"));
        let mut request = web
            .request(Method::POST, "/rest/api/content/1/child/attachment")
            .multipart(form)
            .build()
            .unwrap();
        request.headers_mut().insert("x-atlassian-token", token.parse().unwrap());
        let answered = reqwest::Client::builder().no_proxy().build().unwrap().execute(request).await.unwrap();
        assert_eq!(answered.status(), status, "{deployment:?} {token}");
    }
}

#[tokio::test]
async fn attachments_are_listed_renamed_and_removed() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("DOCS", "Docs");
    let page = sandbox.add_page(NewPage::new("DOCS", "P"));
    let id = sandbox.add_attachment(&page, "a.png", "image/png", b"png");
    sandbox.add_attachment(&page, "b.txt", "text/plain", b"txt");
    let web = Web::of(&sandbox);
    let listed = web.get(&format!("/api/v2/pages/{page}/attachments?mediaType=image/png")).await.json();
    assert_eq!(listed["results"][0]["id"], id);
    assert_eq!(listed["results"].as_array().unwrap().len(), 1);
    let update = json!({"id": id, "type": "attachment", "title": "c.png", "version": {"number": 1}});
    let path = format!("/rest/api/content/{page}/child/attachment/{id}");
    assert_eq!(web.put(&path, update).await.json()["title"], "c.png");
    assert_eq!(web.delete(&format!("/api/v2/attachments/{id}")).await.status, 204);
    let left: Value = web.get(&format!("/api/v2/pages/{page}/attachments")).await.json();
    assert_eq!(left["results"].as_array().unwrap().len(), 1);
}
