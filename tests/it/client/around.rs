//! What hangs on pages: restrictions, watches, properties, tasks, templates, views; on both deployments.

use std::collections::HashMap;

use confluence_client::ErrorKind;
use confluence_client::models::v1::{NewGroup, NewMember};
use confluence_client::v1::groups;
use confluence_client::wiki::{NewPage as Create, Restrictions, TaskQuery};
use futures_util::TryStreamExt as _;
use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, Fault, NewPage, Person, Sandbox};

use super::{both, open};

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("META", "Around");
    sandbox.add_page(NewPage::new("META", "Page").storage(
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
         <ac:task-body><span>Ship it</span></ac:task-body></ac:task>\
         <ac:task><ac:task-id>2</ac:task-id><ac:task-status>complete</ac:task-status>\
         <ac:task-body>Rest</ac:task-body></ac:task></ac:task-list>",
    ))
}

fn id(sandbox: &Sandbox, person: Person) -> &'static str {
    match sandbox.deployment() {
        Deployment::Cloud => person.account_id,
        _ => person.user_key,
    }
}

#[tokio::test]
async fn restrictions_are_replaced_and_never_lock_the_caller_out() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        assert!(wiki.restrictions(page.as_str()).await.unwrap().read.is_everybody());
        let (ada, grace) = (id(&sandbox, ADMIN), id(&sandbox, Person::GRACE));
        let error = wiki.restrict(page.as_str(), &Restrictions::new().reader(grace)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("lock you out"), "{error}");

        let set = wiki.restrict(page.as_str(), &Restrictions::new().reader(ada).reader(grace)).await.unwrap();
        let mut names: Vec<_> = set.read.people.iter().filter_map(|person| person.name.as_deref()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Ada Lovelace", "Grace Hopper"]);
        assert!(set.update.is_everybody());

        let group = wiki.groups(Some("users")).slice().await.unwrap().items.remove(0);
        let set = wiki.restrict(page.as_str(), &Restrictions::new().editing_group(group.id)).await.unwrap();
        assert_eq!(set.update.groups[0].name, "confluence-users");
        assert!(set.read.is_everybody(), "what was set before is replaced");
        let clear = wiki.restrict(page.as_str(), &Restrictions::new()).await.unwrap();
        assert!(clear.update.is_everybody());
    }
}

#[tokio::test]
async fn who_is_let_in_by_the_last_of_many_groups_is_not_locked_out() {
    let [sandbox, _] = both().await;
    let page = page(&sandbox);
    let wiki = open(&sandbox).await;
    let mut last = None;
    for number in 0..201 {
        let made = wiki.client().send(groups::create(NewGroup::new(format!("team-{number}")))).await.unwrap();
        let id = made.id.unwrap();
        let member = NewMember::new(ADMIN.account_id);
        wiki.client().send(groups::add_member(&id, member)).await.unwrap();
        last = Some(id);
    }
    let allowed = Restrictions::new().editing_group(last.unwrap().to_string());
    wiki.restrict(page.as_str(), &allowed).await.unwrap();
}

#[tokio::test]
async fn more_people_than_come_at_once_are_all_kept() {
    for sandbox in both().await {
        let page = page(&sandbox);
        sandbox.restrict_reading(&page, &[ADMIN, Person::GRACE, Person::ALAN]);
        let wiki = open(&sandbox).await;
        let all = wiki.restrictions(page.as_str()).await.unwrap().read.people;
        assert_eq!(all.len(), 3);
        let name = if sandbox.deployment() == Deployment::Cloud { "accountId" } else { "userKey" };
        let first = json!([{"type": "known", name: all[0].id, "displayName": all[0].name}]);
        let first = json!({"user": {"results": first, "limit": 1, "size": 1}, "group": {"results": []}});
        let body = json!({"read": {"operation": "read", "restrictions": first}}).to_string();
        let answer = Fault::Answer { status: 200, content_type: "application/json", body };
        let by_operation = if sandbox.deployment() == Deployment::Cloud {
            "getRestrictionsByOperation"
        } else {
            "byOperation"
        };
        sandbox.next_of(by_operation, answer, 1);
        assert_eq!(wiki.restrictions(page.as_str()).await.unwrap().read.people, all);
    }
}

#[tokio::test]
async fn permissions_are_told() {
    for sandbox in both().await {
        let page = page(&sandbox);
        sandbox.restrict_reading(&page, &[ADMIN]);
        let wiki = open(&sandbox).await;
        let permitted = wiki.permitted_operations(page.as_str()).await.unwrap();
        assert!(
            permitted.iter().any(|one| one.operation == "update" && one.target == "page"),
            "{permitted:?}"
        );
        let may = wiki.has_permission(page.as_str(), id(&sandbox, Person::ALAN), "read").await;
        match sandbox.deployment() {
            Deployment::Cloud => assert!(!may.unwrap()),
            _ => assert_eq!(may.unwrap_err().kind(), ErrorKind::Unsupported),
        }
    }
}

#[tokio::test]
async fn pages_and_spaces_are_followed() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let space = "META";
        for watching in [true, false] {
            wiki.watch(page.as_str(), watching).await.unwrap();
            wiki.watch_space(space, watching).await.unwrap();
            assert_eq!(wiki.is_watching(page.as_str()).await.unwrap(), watching);
            assert_eq!(wiki.is_watching_space(space).await.unwrap(), watching);
            let watchers: Vec<_> = wiki.watchers(page.as_str()).stream().try_collect().await.unwrap();
            let names: Vec<_> = watchers.iter().filter_map(|person| person.name.as_deref()).collect();
            assert_eq!(names, if watching { vec!["Ada Lovelace"] } else { vec![] });
        }
    }
}

#[tokio::test]
async fn properties_have_versions_of_their_own() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let missing = wiki.property(page.as_str(), "colour").await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        let made = wiki.set_property(page.as_str(), "colour", json!({"name": "red"})).await.unwrap();
        assert_eq!(made.version, 1);
        let changed = wiki.set_property(page.as_str(), "colour", json!({"name": "blue"})).await.unwrap();
        assert_eq!(changed.version, 2);
        wiki.set_property(page.as_str(), "size", 7).await.unwrap();
        let keyed_by_pairs = HashMap::from([((1, 2), 3)]);
        let error = wiki.set_property(page.as_str(), "pairs", keyed_by_pairs).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        let mut all: Vec<_> = wiki.properties(page.as_str()).stream().try_collect().await.unwrap();
        all.retain(|property| ["colour", "size"].contains(&property.key.as_str()));
        all.sort_by(|one, two| one.key.cmp(&two.key));
        assert_eq!(
            all.iter().map(|one| one.value.clone()).collect::<Vec<_>>(),
            [json!({"name": "blue"}), json!(7)]
        );
        wiki.delete_property(page.as_str(), "colour").await.unwrap();
        assert_eq!(wiki.property(page.as_str(), "colour").await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(wiki.page(page.as_str()).await.unwrap().version.number, 1);
    }
}

#[tokio::test]
async fn spaces_have_properties_too() {
    for sandbox in both().await {
        page(&sandbox);
        let wiki = open(&sandbox).await;
        let space = "META";
        let missing = wiki.space_property(space, "colour").await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        for version in [1, 2] {
            let set = wiki.set_space_property(space, "colour", json!({"name": version})).await.unwrap();
            assert_eq!((set.version, set.value), (version, json!({"name": version})));
        }
        let all: Vec<_> = wiki.space_properties("META").stream().try_collect().await.unwrap();
        assert_eq!(
            all.iter().map(|one| (one.key.as_str(), one.version)).collect::<Vec<_>>(),
            [("colour", 2)]
        );
        wiki.delete_space_property(space, "colour").await.unwrap();
        let missing = wiki.space_property(space, "colour").await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn tasks_are_listed_and_ticked_off() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let tasks: Vec<_> =
            wiki.tasks(TaskQuery::new().on(page.as_str())).stream().try_collect().await.unwrap();
        let seen: Vec<_> = tasks.iter().map(|task| (task.text.as_str(), task.done)).collect();
        assert_eq!(seen, [("Ship it", false), ("Rest", true)]);
        let done = wiki.complete_task(tasks[0].id.clone(), true).await.unwrap();
        assert!(done.done);
        let open_ones = TaskQuery::new().on(page.as_str()).done(false);
        assert!(wiki.tasks(open_ones).slice().await.unwrap().items.is_empty());
        wiki.complete_task(tasks[1].id.clone(), false).await.unwrap();
        let storage = sandbox.page_by_id(&page).unwrap().storage;
        assert!(storage.contains("<ac:task-id>1</ac:task-id><ac:task-status>complete<"), "{storage}");
        assert!(storage.contains("<ac:task-id>2</ac:task-id><ac:task-status>incomplete<"), "{storage}");
        let everywhere = wiki.tasks(TaskQuery::new()).slice().await;
        match sandbox.deployment() {
            Deployment::Cloud => assert!(everywhere.unwrap().items.len() >= 2),
            _ => assert_eq!(everywhere.unwrap_err().kind(), ErrorKind::Unsupported),
        }
    }
}

#[tokio::test]
async fn a_page_is_made_from_a_template() {
    for sandbox in both().await {
        page(&sandbox);
        let wiki = open(&sandbox).await;
        if sandbox.deployment() == Deployment::DataCenter {
            let error = wiki.templates(None).slice().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains("copy it"), "{error}");
            continue;
        }
        use confluence_client::models::v1::{NewBodies, NewLabel, NewTemplate, SpaceRef};
        let new = NewTemplate::new("Minutes", "page", NewBodies::of_storage("<h2>Who</h2>"))
            .labels([NewLabel::global("minutes")])
            .space(SpaceRef::new("META"));
        wiki.client().send(confluence_client::v1::templates::create(new)).await.unwrap();
        let found = wiki.templates(Some(&"META".into())).slice().await.unwrap().items.remove(0);
        assert_eq!((found.name.as_str(), found.storage.as_deref()), ("Minutes", None));
        let made = wiki.create_from_template(found.id, Create::new("META", "Monday")).await.unwrap();
        let stored = sandbox.page_by_id(made.id.as_str()).unwrap();
        assert_eq!((stored.storage.as_str(), stored.labels), ("<h2>Who</h2>", vec!["minutes".to_owned()]));

        let found = wiki.templates(Some(&"META".into())).slice().await.unwrap().items.remove(0);
        sandbox.next_of("addLabelsToContent", Fault::Forbidden, 1);
        let made = wiki.create_from_template(found.id, Create::new("META", "Tuesday")).await.unwrap_err();
        let stored = sandbox.page_by_title("META", "Tuesday").unwrap();
        assert!(made.to_string().contains(&format!("the page {} was created", stored.id)), "{made}");
    }
}

#[tokio::test]
async fn a_template_without_a_space_is_one_of_the_site_or_refused() {
    use confluence_client::models::v1::{NewBodies, NewTemplate};
    let sandbox = Sandbox::builder().sample_content().start().await;
    page(&sandbox);
    let admin = open(&sandbox).await;
    let new = NewTemplate::new("Site", "page", NewBodies::of_storage("<p/>"));
    let template = admin.client().send(confluence_client::v1::templates::create(new)).await.unwrap();
    let bounded = format!("{};Spaces=META", sandbox.connection_string());
    let wiki = confluence_client::connection::open(&bounded).await.unwrap();
    wiki.template(template.template_id.unwrap()).await.unwrap();

    let stripped = json!({"templateId": "4711", "name": "Of a closed space", "body": {}}).to_string();
    let answer = Fault::Answer { status: 200, content_type: "application/json", body: stripped };
    sandbox.next_of("getContentTemplate", answer, 1);
    assert_eq!(wiki.template("4711").await.unwrap_err().kind(), ErrorKind::Policy);
}

#[tokio::test]
async fn views_are_counted_where_they_are() {
    for sandbox in both().await {
        let page = page(&sandbox);
        sandbox.view_page(&page, &[ADMIN, ADMIN, Person::GRACE]);
        let views = open(&sandbox).await.views(page.as_str(), Some("2020-01-01")).await;
        match sandbox.deployment() {
            Deployment::Cloud => assert_eq!(views.map(|count| (count.views, count.viewers)).unwrap(), (3, 2)),
            _ => assert_eq!(views.unwrap_err().kind(), ErrorKind::Unsupported),
        }
    }
}
