//! Every table reads, on each deployment, what `Wiki` reads.

use confluence_client::ErrorKind;
use confluence_client::cql::Cql;
use futures_util::TryStreamExt as _;
use tests::sandbox::Person;

use super::{ask, both, open, rows, sorted, wiki};

#[tokio::test]
async fn every_table_is_read_and_one_that_is_not_there_says_so() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in sql.tables() {
            let answer = ask(&sql, &format!("SELECT * FROM {} LIMIT 3", table.name)).await;
            match (table.available, answer) {
                (true, Ok(_)) => {}
                (true, Err(error)) => panic!("{} on {:?}: {error}", table.name, sandbox.deployment()),
                (false, Err(error)) => {
                    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
                    assert!(error.to_string().contains(table.name), "{error}");
                }
                (false, Ok(answer)) => panic!("{}: {answer:?}", table.name),
            }
        }
    }
}

#[tokio::test]
async fn pages_are_those_of_the_wiki() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        for space in ["DOCS", "TEAM", "~ada"] {
            let pages: Vec<_> = wiki.space_pages(space).stream().try_collect().await.unwrap();
            let mut expected: Vec<String> = Vec::new();
            for page in pages {
                let whole = wiki.page(page.id.clone()).await.unwrap();
                let parent = whole.parent.map(|id| id.to_string()).unwrap_or_default();
                expected.push(format!(
                    "{}|{}|{}|{space}|{parent}|{}|{}|{}",
                    page.id,
                    page.title,
                    page.status,
                    page.version.number,
                    whole.url.unwrap(),
                    whole.storage.unwrap()
                ));
            }
            expected.sort();
            let query =
                "SELECT Id, Title, Status, SpaceKey, ParentId, VersionNumber, URL, Storage FROM Pages";
            assert_eq!(sorted(&sql, &format!("{query} WHERE SpaceKey = '{space}'")).await, expected);
        }
        let posts = rows(&sql, "SELECT Title, Type FROM Blogposts WHERE SpaceKey = 'docs'").await;
        assert_eq!(posts, ["Version 2.0 is out|blogpost"]);
    }
}

#[tokio::test]
async fn the_search_and_the_lists_tell_the_same_of_a_page() {
    let columns = "Id, Title, Type, Status, SpaceKey, SpaceType, ParentId, CreatedDate, CreatedByAccountId, \
                   CreatedByUserPublicName, LastUpdatedDatetime, LastUpdatedAccountId, LastUpdatedUserPublicName, \
                   VersionNumber, IsLatest, URL, LinksWebui, LinksTinyui, Storage, Markdown, Text, Excerpt";
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let listed = sorted(&sql, &format!("SELECT {columns} FROM Pages WHERE SpaceKey = 'DOCS'")).await;
        let found = sorted(&sql, &format!("SELECT {columns} FROM Pages WHERE CQL = 'space = DOCS'")).await;
        assert!(listed.len() > 5);
        assert_eq!(listed, found, "{:?}", sandbox.deployment());
        let named =
            rows(&sql, "SELECT DISTINCT CreatedByUserName FROM Pages WHERE Title = 'Runbook: deploys'").await;
        assert_eq!(named, [Person::GRACE.display_name]);
    }
}

#[tokio::test]
async fn comments_attachments_and_labels_are_those_of_the_wiki() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap();
        let id = page.id.as_str();
        let comments: Vec<_> = wiki.footer_comments(id).stream().try_collect().await.unwrap();
        let question = &comments[0];
        let text = "SELECT Storage, Location, ContainerId, ContainerType, VersionNumber, CreatedByUserPublicName FROM Comments";
        let found = rows(&sql, &format!("{text} WHERE Id = {}", question.id)).await;
        let name = Person::ALAN.display_name;
        let storage = question.storage.clone().unwrap();
        assert_eq!(found, [format!("{storage}|footer|{id}|page|1|{name}")]);
        assert_eq!(
            rows(&sql, &format!("SELECT COUNT(*) FROM PageComments WHERE PageId = {id}")).await,
            ["2"]
        );
        let replies = format!(
            "SELECT COUNT(*) FROM Comments WHERE ContainerId = '{id}' AND ReplyToId = {}",
            question.id
        );
        assert_eq!(rows(&sql, &replies).await, ["1"]);

        let files: Vec<_> = wiki.attachments(id).stream().try_collect().await.unwrap();
        let mut expected: Vec<String> = files
            .iter()
            .map(|file| {
                format!(
                    "{}|{}|{}|{}|{id}",
                    file.id,
                    file.name,
                    file.media_type.clone().unwrap(),
                    file.size.unwrap()
                )
            })
            .collect();
        expected.sort();
        let text =
            "SELECT Id, Title, MediaType, FileSize, ContainerId FROM Attachments WHERE SpaceKey = 'DOCS'";
        assert_eq!(sorted(&sql, text).await, expected);

        let labels: Vec<_> = wiki.labels(id).stream().try_collect().await.unwrap();
        let mut expected: Vec<String> =
            labels.iter().map(|label| format!("{}|{}|page", label.name, label.prefix)).collect();
        expected.sort();
        let text = format!("SELECT LabelName, LabelPrefix, ContentType FROM Labels WHERE ContentId = {id}");
        assert_eq!(sorted(&sql, &text).await, expected);
        let by_name = sorted(&sql, "SELECT ContentTitle FROM Labels WHERE LabelName = 'HowTo'").await;
        assert_eq!(by_name, ["Getting started", "Install on Linux", "Troubleshooting"]);
    }
}

#[tokio::test]
async fn spaces_are_those_of_the_wiki() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let mut expected = Vec::new();
        let spaces: Vec<_> = wiki.spaces().stream().try_collect().await.unwrap();
        for space in spaces {
            let home = space.homepage.map(|id| id.to_string()).unwrap_or_default();
            let (kind, status) = (space.kind.unwrap(), space.status.unwrap());
            expected.push(format!("{}|{}|{kind}|{status}|{home}", space.key, space.name));
        }
        expected.sort();
        assert_eq!(sorted(&sql, "SELECT Key, Name, Type, Status, HomepageId FROM Spaces").await, expected);
        assert_eq!(rows(&sql, "SELECT Name FROM Spaces WHERE Key = 'docs'").await, ["Product documentation"]);
    }
}

#[tokio::test]
async fn what_hangs_on_a_page_is_that_of_the_wiki() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let notes = sandbox.page_by_title("DOCS", "Release notes").unwrap().id;
        let versions: Vec<_> = wiki.versions(notes.as_str()).stream().try_collect().await.unwrap();
        let expected: Vec<String> =
            versions.iter().map(|one| format!("{}|{}", one.number, one.by.as_ref().unwrap().id)).collect();
        let text =
            format!("SELECT VersionNumber, VersionUserAccountId FROM PageVersions WHERE PageId = {notes}");
        assert_eq!(rows(&sql, &text).await, expected);
        let text = format!(
            "SELECT PublicName, Versions FROM Contributors WHERE ContentId = {notes} ORDER BY Versions"
        );
        assert_eq!(rows(&sql, &text).await.last().unwrap(), &format!("{}|3", Person::GRACE.display_name));

        let start = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let both = format!("SELECT COUNT(*) FROM PageVersions WHERE PageId = {notes} AND SpaceKey = 'DOCS'");
        assert_eq!(rows(&sql, &both).await, ["4"]);
        assert_eq!(rows(&sql, &both.replace("DOCS", "TEAM")).await, ["0"]);
        let properties = format!("SELECT Key, Value ->> '$' FROM Properties WHERE ContentId = '{start}'");
        assert_eq!(rows(&sql, &properties).await, ["content-appearance-published|full-width"]);
        let home = wiki.space("DOCS").await.unwrap().homepage.unwrap();
        let children: Vec<_> = wiki.children(home.clone()).stream().try_collect().await.unwrap();
        let expected: Vec<String> =
            children.iter().map(|node| format!("{}|{}|{}", node.id, node.title, node.kind)).collect();
        let text = format!("SELECT Id, Title, Type FROM PageChildrens WHERE PageId = {home}");
        assert_eq!(rows(&sql, &text).await, expected);
        let trouble = sandbox.page_by_title("DOCS", "Troubleshooting").unwrap().id;
        let above = wiki.ancestors(trouble.as_str()).await.unwrap();
        let expected: Vec<String> = above.iter().map(|node| format!("{}|{}", node.id, node.title)).collect();
        assert_eq!(
            rows(&sql, &format!("SELECT Id, Title FROM PageAncestors WHERE PageId = {trouble}")).await,
            expected
        );
        let below: Vec<_> = wiki.tree(home.clone(), None).try_collect().await.unwrap();
        let expected: Vec<String> = below.iter().map(|it| format!("{}|{}", it.node.id, it.depth)).collect();
        assert_eq!(
            rows(&sql, &format!("SELECT Id, Depth FROM PageDescendants WHERE PageId = {home}")).await,
            expected
        );

        let secret = sandbox.page_by_title("DOCS", "Salaries").unwrap().id;
        let text = format!("SELECT Operation FROM UsersContentRestrictions WHERE ContentId = {secret}");
        assert_eq!(rows(&sql, &text).await, ["read"]);
        assert!(rows(&sql, &text.replace("Users", "Groups")).await.is_empty());
    }
}

#[tokio::test]
async fn tasks_views_people_and_groups() {
    for sandbox in both().await {
        let (sql, wiki) = (open(&sandbox).await, wiki(&sandbox).await);
        let runbook = sandbox.page_by_title("DOCS", "Runbook: deploys").unwrap().id;
        let text = format!("SELECT Status, Text, date(DueAt) FROM Tasks WHERE PageId = {runbook}");
        let tasks = sorted(&sql, &text).await;
        assert_eq!(tasks.len(), 2, "{tasks:?}");
        assert!(tasks[0].starts_with("complete|Tell the team|"), "{tasks:?}");
        assert!(tasks[1].starts_with("incomplete|") && tasks[1].ends_with("|2026-12-01"), "{tasks:?}");
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM Tasks WHERE SpaceKey = 'TEAM'").await, ["3"]);

        let me = wiki.current_user().await.unwrap();
        let text = format!("SELECT DisplayName FROM Users WHERE AccountId = '{}'", me.id);
        assert_eq!(rows(&sql, &text).await, [me.name.clone().unwrap()]);
        let like = rows(&sql, "SELECT DisplayName FROM Users WHERE DisplayName LIKE 'grace%'").await;
        assert_eq!(like, [Person::GRACE.display_name]);
        let groups: Vec<_> = wiki.groups(None).stream().try_collect().await.unwrap();
        let mut expected: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
        expected.sort();
        assert_eq!(sorted(&sql, "SELECT Name FROM Groups").await, expected);
        let members: Vec<_> = wiki.members(&groups[0].id).stream().try_collect().await.unwrap();
        let by_name = format!("SELECT AccountId FROM GroupMembers WHERE Name = '{}'", groups[0].name);
        let by_id = format!("SELECT AccountId FROM GroupMembers WHERE GroupId = '{}'", groups[0].id);
        let mut expected: Vec<String> = members.iter().map(|person| person.id.clone()).collect();
        expected.sort();
        assert_eq!(sorted(&sql, &by_name).await, expected);
        assert_eq!(sorted(&sql, &by_id).await, expected);
    }
}

#[tokio::test]
async fn what_is_in_a_page() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let macros = sorted(&sql, "SELECT DISTINCT MacroName FROM Macros WHERE SpaceKey = 'TEAM'").await;
        assert_eq!(macros, ["children"]);
        let code = "SELECT PageTitle, Parameters ->> 'language' FROM Macros WHERE MacroName = 'code'";
        assert!(rows(&sql, code).await.contains(&"Runbook: deploys|rust".to_owned()));
        let links = "SELECT Kind, TargetSpaceKey, TargetTitle FROM Links WHERE PageTitle = 'Troubleshooting' AND SpaceKey = 'DOCS'";
        assert_eq!(rows(&sql, links).await, ["page|DOCS|Architecture"]);
        let id = sandbox.page_by_title("DOCS", "Upgrade").unwrap().id;
        let text = format!("SELECT Text, Markdown, Length FROM PageContents WHERE PageId = {id}");
        let stop = "Stop, back up, install, start.";
        assert_eq!(rows(&sql, &text).await, [format!("{stop}|{stop}\n|{}", stop.len() + 7)]);
    }
}

#[tokio::test]
async fn views_are_counted_on_cloud() {
    let [cloud, _] = both().await;
    let sql = open(&cloud).await;
    let id = cloud.page_by_title("DOCS", "Getting started").unwrap().id;
    assert_eq!(
        rows(&sql, &format!("SELECT NumberOfViews FROM ViewsAnalytics WHERE ContentId = {id}")).await,
        ["4"]
    );
    let people = format!("SELECT NumberOfViewers FROM ViewersAnalytics WHERE ContentId = {id}");
    assert_eq!(rows(&sql, &people).await, ["3"]);
    let folders = rows(&sql, "SELECT Title FROM Folders WHERE SpaceKey = 'DOCS'").await;
    assert_eq!(folders, ["Guides"]);
    let found: Vec<_> =
        wiki(&cloud).await.search(&Cql::raw("type = folder")).stream().try_collect().await.unwrap();
    assert_eq!(rows(&sql, "SELECT Id FROM Folders").await, [found[0].id.clone().unwrap().to_string()]);
}
