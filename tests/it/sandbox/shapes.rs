//! What the sandbox plays has the shape that is published.

use serde_json::Value;
use tests::facts::{Api, Facts, notation::Type};
use tests::sandbox::{Deployment, Sandbox};

use super::Web;

/// Every property whose value is of another type than published; unknown ones and nulls are life.
fn mistyped(facts: &Facts, kind: &Type, value: &Value, at: &str, found: &mut Vec<String>) {
    match (facts.resolved(kind), value) {
        (_, Value::Null) | (Type::Any, _) => {}
        (Type::Array(item), Value::Array(rows)) => {
            rows.iter().for_each(|row| mistyped(facts, &item, row, at, found))
        }
        (Type::Map(item), Value::Object(rows)) => {
            rows.values().for_each(|row| mistyped(facts, &item, row, at, found))
        }
        (Type::Either(kinds), _) => {
            let fits = |kind: &Type| {
                let mut problems = Vec::new();
                mistyped(facts, kind, value, at, &mut problems);
                problems.is_empty()
            };
            if !kinds.iter().any(fits) {
                found.push(format!("{at} is {value}"));
            }
        }
        (object @ (Type::Named(..) | Type::All(_)), Value::Object(members)) => {
            for property in facts.properties(&object) {
                match members.get(&property.name) {
                    Some(member) => {
                        mistyped(facts, &property.kind, member, &format!("{at}.{}", property.name), found)
                    }
                    None if property.required => found.push(format!("{at}.{} is missing", property.name)),
                    None => {}
                }
            }
        }
        (Type::Enum(words), Value::String(word)) if words.contains(word) => {}
        (Type::Scalar(name, _), value) if scalar(&name, value) => {}
        (expected, value) => found.push(format!("{at} is {value}, not {expected}")),
    }
}

fn scalar(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        _ => false,
    }
}

async fn check(sandbox: &Sandbox, api: Api, calls: &[(&str, String)]) {
    let (facts, web) = (Facts::load(api).unwrap(), Web::of(sandbox));
    for (operation, path) in calls {
        let answer = web.get(path).await;
        assert!(answer.status.is_success(), "{operation}: {}", answer.text);
        assert_eq!(sandbox.requests().last().unwrap().operation, *operation);
        let response = facts.responses.iter().find(|response| response.operation == *operation).unwrap();
        let mut found = Vec::new();
        mistyped(&facts, response.kind.as_ref().unwrap(), &answer.json(), operation, &mut found);
        assert_eq!(found, Vec::<String>::new());
    }
}

fn id(sandbox: &Sandbox, title: &str) -> String {
    sandbox.page_by_title("DOCS", title).unwrap().id
}

#[tokio::test]
async fn cloud_answers_are_shaped_as_published() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let (page, runbook) = (id(&sandbox, "Getting started"), id(&sandbox, "Runbook: deploys"));
    let (parent, notes) = (sandbox.page_by_id(&page).unwrap().parent.unwrap(), id(&sandbox, "Release notes"));
    let all = "include-labels=true&include-properties=true&include-operations=true&include-likes=true&include-versions=true";
    let v2 = [
        ("getPages", "/api/v2/pages?body-format=storage".to_owned()),
        ("getPageById", format!("/api/v2/pages/{page}?body-format=view&{all}")),
        ("getPageVersions", format!("/api/v2/pages/{notes}/versions?body-format=storage")),
        ("getPageVersionDetails", format!("/api/v2/pages/{notes}/versions/2")),
        ("getPageDirectChildren", format!("/api/v2/pages/{parent}/direct-children")),
        ("getPageDescendants", format!("/api/v2/pages/{parent}/descendants")),
        ("getPageAncestors", format!("/api/v2/pages/{page}/ancestors")),
        ("getPageLabels", format!("/api/v2/pages/{page}/labels")),
        ("getPageLikeCount", format!("/api/v2/pages/{page}/likes/count")),
        ("getPageLikeUsers", format!("/api/v2/pages/{page}/likes/users")),
        ("getPageOperations", format!("/api/v2/pages/{page}/operations")),
        ("getPageContentProperties", format!("/api/v2/pages/{page}/properties")),
        ("getPageAttachments", format!("/api/v2/pages/{page}/attachments")),
        ("getPageFooterComments", format!("/api/v2/pages/{page}/footer-comments?body-format=storage")),
        ("getPageInlineComments", format!("/api/v2/pages/{runbook}/inline-comments?body-format=storage")),
        ("getInlineComments", "/api/v2/inline-comments".to_owned()),
        ("getBlogPosts", "/api/v2/blogposts".to_owned()),
        ("getSpaces", "/api/v2/spaces?description-format=plain".to_owned()),
        ("getTasks", "/api/v2/tasks?body-format=storage".to_owned()),
        ("getLabels", "/api/v2/labels".to_owned()),
    ];
    check(&sandbox, Api::V2, &v2).await;
    let expand = "expand=content.version,content.body.storage,content.history";
    let v1 = [
        ("searchByCQL", format!("/rest/api/search?cql=type=page&{expand}")),
        (
            "searchContentByCQL",
            "/rest/api/content/search?cql=type=page&expand=version,space,ancestors".to_owned(),
        ),
        ("getRestrictions", format!("/rest/api/content/{page}/restriction")),
        ("getCurrentUser", "/rest/api/user/current".to_owned()),
        ("getGroups", "/rest/api/group".to_owned()),
        ("getContentTemplates", "/rest/api/template/page".to_owned()),
        ("getAllLabelContent", "/rest/api/label?name=howto".to_owned()),
        ("getViews", format!("/rest/api/analytics/content/{page}/views")),
        ("getSystemInfo", "/rest/api/settings/systemInfo".to_owned()),
        ("getTasks", "/rest/api/longtask".to_owned()),
    ];
    check(&sandbox, Api::V1, &v1).await;
}

#[tokio::test]
async fn data_center_answers_are_shaped_as_published() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let page = id(&sandbox, "Getting started");
    let expand = "expand=body.storage,version,history,space,ancestors,metadata.labels,children.comment";
    let calls = [
        ("getContent", format!("/rest/api/content?{expand}")),
        ("getContentById", format!("/rest/api/content/{page}?{expand}")),
        ("search", "/rest/api/content/search?cql=type=page".to_owned()),
        ("childrenOfType", format!("/rest/api/content/{page}/child/page")),
        ("commentsOfContent", format!("/rest/api/content/{page}/child/comment")),
        ("labels", format!("/rest/api/content/{page}/label")),
        ("getHistory", format!("/rest/api/content/{page}/history")),
        ("spaces", "/rest/api/space?expand=description.plain,homepage".to_owned()),
        ("space", "/rest/api/space/DOCS".to_owned()),
        ("getMembers", "/rest/api/group/confluence-users/member".to_owned()),
        ("index_2", "/rest/api/server-information".to_owned()),
    ];
    check(&sandbox, Api::Dc, &calls).await;
}
