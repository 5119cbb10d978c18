//! Restrictions, watchers, the audit log, permissions, people and views: as the wiki and the service tell them, or the error that
//! says why not.

use confluence_client::ErrorKind;
use futures_util::TryStreamExt as _;
use tests::sandbox::{ADMIN, Deployment, Fault, NewPage, Person};

use super::{ask, both, open, rows, sorted, wiki};

#[tokio::test]
async fn restrictions_and_watchers_are_those_of_the_wiki() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let page = sandbox.add_page(NewPage::new("DOCS", "Closed").storage("<p>a</p>"));
        let group = wiki.groups(None).stream().try_collect::<Vec<_>>().await.unwrap().remove(0);
        let me = wiki.current_user().await.unwrap();
        let mut to = wiki.restrictions(page.as_str()).await.unwrap();
        to.read.people.push(me.clone());
        to.update.people.push(me.clone());
        to.read.groups.push(group.clone());
        wiki.restrict(page.as_str(), &to).await.unwrap();
        let now = wiki.restrictions(page.as_str()).await.unwrap();
        let mut people: Vec<String> = now.read.people.iter().map(|one| format!("read|{}", one.id)).collect();
        people.extend(now.update.people.iter().map(|one| format!("update|{}", one.id)));
        people.sort();
        assert_eq!(people.len(), 2);
        let text =
            format!("SELECT Operation, AccountId FROM UsersContentRestrictions WHERE ContentId = {page}");
        assert_eq!(sorted(&sql, &text).await, people);
        let text = format!(
            "SELECT Operation, GroupId, Name FROM GroupsContentRestrictions WHERE ContentId = {page}"
        );
        assert_eq!(rows(&sql, &text).await, [format!("read|{}|{}", group.id, group.name)]);
        let all = rows(
            &sql,
            "SELECT COUNT(DISTINCT ContentId) FROM UsersContentRestrictions WHERE SpaceKey = 'DOCS'",
        )
        .await;
        assert_eq!(all, ["2"]);

        wiki.watch(page.as_str(), true).await.unwrap();
        let watchers: Vec<_> = wiki.watchers(page.as_str()).stream().try_collect().await.unwrap();
        let mut expected: Vec<String> = watchers.iter().map(|one| one.id.clone()).collect();
        expected.sort();
        assert!(expected.contains(&me.id));
        assert_eq!(
            sorted(&sql, &format!("SELECT AccountId FROM Watchers WHERE ContentId = {page}")).await,
            expected
        );
    }
}

#[tokio::test]
async fn the_audit_log_is_that_of_the_service() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let expected: Vec<String> = if cloud {
            let log = wiki.client().stream(confluence_client::v1::audit::list());
            let log: Vec<_> = log.try_collect().await.unwrap();
            let of = |it: &confluence_client::models::v1::AuditRecord| {
                format!(
                    "{}|{}",
                    it.summary.clone().unwrap(),
                    it.affected_object.clone().unwrap().name.unwrap()
                )
            };
            log.iter().map(of).collect()
        } else {
            let log = wiki.client().send(confluence_client::dc::audit::list()).await.unwrap();
            let of = |it: &serde_json::Value| {
                format!(
                    "{}|{}",
                    it["summary"].as_str().unwrap(),
                    it["affectedObject"]["name"].as_str().unwrap()
                )
            };
            log["results"].as_array().unwrap().iter().map(of).collect()
        };
        assert!(expected.len() >= 3);
        let text = "SELECT Summary, AffectedObjectName FROM AuditRecords";
        assert_eq!(rows(&sql, text).await, expected);
        let found = rows(&sql, &format!("{text} WHERE SearchString = 'team'")).await;
        assert_eq!(found, ["Space created|Team space"]);
        assert!(rows(&sql, &format!("{text} WHERE EndDate = '2000-01-01'")).await.is_empty());
        assert_eq!(rows(&sql, &format!("{text} WHERE StartDate = '2000-01-01'")).await, expected);
        let when = rows(&sql, "SELECT DISTINCT date(CreationDate) = date('now'), AuthorDisplayName, RemoteAddress FROM AuditRecords").await;
        assert_eq!(when[0], format!("1|{}|192.0.2.7", ADMIN.display_name));
        // Whoever may not read it is told so.
        let string = sandbox.connection_string_of(Person::GRACE);
        let other =
            confluence_client::sql::Sql::new(confluence_client::connection::open(&string).await.unwrap());
        let error = ask(&other, text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
        // A policy with spaces says so too.
        let string = format!("{};Spaces=DOCS", sandbox.connection_string());
        let bound =
            confluence_client::sql::Sql::new(confluence_client::connection::open(&string).await.unwrap());
        assert_eq!(ask(&bound, text).await.unwrap_err().kind(), ErrorKind::Policy);
    }
}

#[tokio::test]
async fn permissions_people_and_views() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let readers = rows(
            &sql,
            "SELECT COUNT(*) FROM SpacePermissions WHERE SpaceKey = 'docs' AND OperationKey = 'read'",
        )
        .await;
        let everybody = if cloud { "Users" } else { "AllUsers" };
        let people = rows(&sql, &format!("SELECT COUNT(*) FROM {everybody}")).await;
        assert_ne!(people, ["0"]);
        if !cloud {
            assert_eq!(readers, people);
            let keys = rows(&sql, "SELECT UserKey FROM AllUsers WHERE UserName = 'ada'").await;
            let text = format!("SELECT DisplayName FROM AllUsers WHERE UserKey = '{}'", keys[0]);
            assert_eq!(rows(&sql, &text).await, [ADMIN.display_name]);
        }
        assert_ne!(readers, ["0"]);
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        for table in ["ViewsAnalytics", "ViewersAnalytics"] {
            let answer = ask(&sql, &format!("SELECT * FROM {table} WHERE ContentId = {page}")).await;
            match wiki.views(page.as_str(), None).await {
                Ok(views) => {
                    let count = if table == "ViewsAnalytics" { views.views } else { views.viewers };
                    assert_eq!(answer.unwrap().rows, [format!("{page}|{count}")]);
                }
                Err(error) => {
                    assert_eq!((error.kind(), cloud), (ErrorKind::Unsupported, false));
                    let error = answer.unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
                    assert!(error.to_string().contains(table), "{error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn several_labels_are_asked_for_together() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for (title, labels) in [("One", &["red"][..]), ("Two", &["red", "round"]), ("Three", &["round"])] {
            sandbox.add_page(NewPage::new("TEAM", title).labels(labels.iter().copied()));
        }
        let both = "SELECT Title FROM Pages WHERE Label = 'red' AND Label = 'Round'";
        assert_eq!(rows(&sql, both).await, ["Two"]);
        let either = sorted(&sql, "SELECT Title FROM Pages WHERE Label IN ('red', 'round')").await;
        assert_eq!(either, ["One", "Three", "Two"]);
        let or = sorted(&sql, "SELECT Title FROM Pages WHERE Label = 'red' OR Label = 'round'").await;
        assert_eq!(or, ["One", "Three", "Two"]);
        let joined = "SELECT p.Title FROM (SELECT 'red' AS L) l JOIN Pages p ON p.Label = l.L ORDER BY 1";
        assert_eq!(rows(&sql, joined).await, ["One", "Two"]);
    }
}

#[tokio::test]
async fn a_log_of_more_than_one_answer_is_read_to_its_end() {
    for sandbox in both().await {
        for number in 0..1005 {
            sandbox.add_space(&format!("S{number}"), &format!("Space {number}"));
        }
        let sql = open(&sandbox).await;
        let count = rows(&sql, "SELECT COUNT(*) > 1005 FROM AuditRecords").await;
        assert_eq!(count, ["1"]);
        // The newest come first.
        let oldest =
            rows(&sql, "SELECT COUNT(*) FROM AuditRecords WHERE AffectedObjectName = 'Team space'").await;
        assert_eq!(oldest, ["1"]);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_log_is_no_empty_log() {
    let [_, data_center] = both().await;
    let sql = open(&data_center).await;
    let answer = Fault::Answer { status: 200, content_type: "application/json", body: "{}".to_owned() };
    data_center.next_of("getAuditRecords", answer, 1);
    let error = ask(&sql, "SELECT COUNT(*) FROM AuditRecords").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}
