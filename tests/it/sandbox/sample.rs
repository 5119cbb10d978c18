//! The sample wiki.

use tests::sandbox::{Deployment, Person, Sandbox};

use super::{Web, titles};

#[tokio::test]
async fn both_deployments_hold_the_same_pages() {
    for deployment in [Deployment::Cloud, Deployment::DataCenter] {
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let web = Web::of(&sandbox);
        let found =
            web.get("/rest/api/content/search?limit=100&cql=space=DOCS and type=page order by title").await;
        let expected = [
            "Architecture",
            "Getting started",
            "Guides",
            "Install on Linux",
            "Product documentation",
            "Release notes",
            "Runbook: deploys",
            "Salaries",
            "Troubleshooting",
            "Upgrade",
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|title| *title != "Guides" || deployment == Deployment::DataCenter)
            .collect();
        assert_eq!(titles(&found), expected, "{deployment:?}");
        assert_eq!(sandbox.page_by_title("DOCS", "Release notes").unwrap().version, 4);
        let alan = Web::person(&sandbox, Person::ALAN);
        assert!(
            !titles(&alan.get("/rest/api/content/search?limit=100&cql=type=page").await)
                .contains(&"Salaries".to_owned())
        );
    }
}

#[tokio::test]
async fn every_body_is_well_formed_and_renders() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let web = Web::of(&sandbox);
    for (space, title) in [
        ("DOCS", "Getting started"),
        ("DOCS", "Architecture"),
        ("DOCS", "Runbook: deploys"),
        ("TEAM", "Decisions & open questions"),
    ] {
        let page = sandbox.page_by_title(space, title).unwrap();
        let path = format!("/api/v2/pages/{}", page.id);
        for format in ["storage", "view", "atlas_doc_format", "export_view"] {
            let body = web.get(&format!("{path}?body-format={format}")).await.json();
            let value = body["body"][format]["value"].as_str().unwrap();
            assert!(value.len() > 50, "{title} as {format}: {value}");
        }
        let same = serde_json::json!({"id": page.id, "status": "current", "title": title,
            "version": {"number": page.version + 1}, "body": {"representation": "storage", "value": page.storage}});
        assert_eq!(web.put(&path, same).await.status, 200, "{title}");
    }
}
