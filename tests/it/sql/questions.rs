//! Fifteen questions that people ask of a wiki, each one statement, with how many requests it takes.

use std::time::Duration;

use tests::sandbox::{Deployment, NewPage, Person, Sandbox};

use super::{ask, both, open};

/// Something for every question to find.
fn more(sandbox: &Sandbox) {
    let stale =
        sandbox.add_page(NewPage::new("DOCS", "Stale page").storage("<p>Old</p>").author(Person::GRACE));
    sandbox.backdate(&stale, Duration::from_secs(400 * 86_400));
    sandbox.add_page(NewPage::new("DOCS", "Linking").storage(
        "<p><ac:link><ri:page ri:content-title=\"No such page\" /></ac:link> <ac:link><ri:page ri:content-title=\"Upgrade\" /></ac:link></p>",
    ));
    let big = sandbox.add_page(NewPage::new("TEAM", "Upgrade"));
    sandbox.add_attachment(&big, "big.bin", "application/octet-stream", &vec![0; 11 << 20]);
}

#[tokio::test]
async fn fifteen_questions_are_one_statement_each() {
    let mut wrong = Vec::new();
    for sandbox in both().await {
        more(&sandbox);
        let cloud = sandbox.deployment() == Deployment::Cloud;
        for (question, text, found, [on_cloud, on_data_center]) in QUESTIONS {
            if !cloud && question.ends_with("(Cloud)") {
                continue;
            }
            // Each by itself: what one has looked up is no help to the next.
            let sql = open(&sandbox).await;
            let answer = ask(&sql, text).await.unwrap_or_else(|error| panic!("{question}: {error}"));
            assert!(answer.rows.iter().any(|row| row.contains(found)), "{question}: {:?}", answer.rows);
            let expected = if cloud { on_cloud } else { on_data_center };
            if answer.requests != *expected {
                let site = if cloud { "Cloud" } else { "Data Center" };
                wrong.push(format!("{question} {site}: {} requests, not {expected}", answer.requests));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A question, its statement, something that is in the answer, and how many requests it takes on Cloud and on Data Center.
const QUESTIONS: &[(&str, &str, &str, [u64; 2])] = &[
    (
        "Which pages are stale, by owner?",
        "SELECT CreatedByUserPublicName, COUNT(*) AS Pages, MIN(LastUpdatedDatetime) FROM Pages \
         WHERE SpaceKey = 'DOCS' AND LastUpdatedDatetime < DATEADD(year, -1, GETDATE()) GROUP BY 1",
        "Grace",
        [1, 1],
    ),
    (
        "Which pages have no label?",
        "SELECT p.Title FROM Pages p WHERE p.SpaceKey = 'DOCS' AND p.Id NOT IN (SELECT ContentId FROM Labels WHERE SpaceKey = 'DOCS')",
        "Upgrade",
        [3, 2],
    ),
    (
        "Which pages are discussed most?",
        "SELECT p.Title, COUNT(*) AS Comments FROM Comments c JOIN Pages p ON p.Id = c.ContainerId WHERE c.SpaceKey = 'DOCS' \
         GROUP BY p.Id ORDER BY Comments DESC LIMIT 3",
        "Getting started|2",
        [2, 2],
    ),
    (
        "Who wrote most this quarter?",
        "SELECT CreatedByUserPublicName, COUNT(*) AS Pages FROM Pages \
         WHERE CreatedDate >= DATE_TRUNC('quarter', GETDATE()) GROUP BY 1 ORDER BY Pages DESC",
        "Ada",
        [1, 1],
    ),
    (
        "Which tasks are open, by person and age?",
        "SELECT t.AssignedTo, t.Text, date(t.DueAt) FROM Pages p JOIN Tasks t ON t.PageId = p.Id \
         WHERE p.SpaceKey = 'DOCS' AND t.Status = 'incomplete' ORDER BY t.DueAt",
        "takes a backup",
        [3, 3],
    ),
    (
        "Which pages are restricted?",
        "SELECT DISTINCT p.Title, r.DisplayName FROM Pages p JOIN UsersContentRestrictions r ON r.ContentId = p.Id \
         WHERE p.SpaceKey = 'DOCS'",
        "Salaries|Ada",
        [13, 13],
    ),
    (
        "To which pages does no link lead?",
        "SELECT p.Title FROM Pages p LEFT JOIN Links l ON l.TargetTitle = p.Title AND l.SpaceKey = 'DOCS' \
         WHERE p.SpaceKey = 'DOCS' AND l.PageId IS NULL",
        "Release notes",
        [3, 2],
    ),
    (
        "Which links are dead?",
        "SELECT l.PageTitle, l.TargetTitle FROM Links l LEFT JOIN Pages p ON p.SpaceKey = 'DOCS' AND p.Title = l.TargetTitle \
         WHERE l.SpaceKey = 'DOCS' AND l.Kind = 'page' AND p.Id IS NULL",
        "Linking|No such page",
        [7, 6],
    ),
    (
        "Which attachments are larger than 10 MB?",
        "SELECT Title, FileSize FROM Attachments WHERE FileSize > 10 * 1024 * 1024",
        "big.bin|11534336",
        [1, 1],
    ),
    (
        "Which titles occur in several spaces?",
        "SELECT Title, COUNT(*), GROUP_CONCAT(SpaceKey) FROM Pages GROUP BY Title HAVING COUNT(*) > 1",
        "Upgrade|2",
        [2, 1],
    ),
    (
        "Which macros are used where?",
        "SELECT MacroName, COUNT(DISTINCT PageId), COUNT(*) FROM Macros WHERE SpaceKey = 'DOCS' GROUP BY MacroName",
        "code|",
        [2, 1],
    ),
    (
        "What was read most in the last month? (Cloud)",
        "SELECT p.Title, v.NumberOfViews FROM Pages p JOIN ViewsAnalytics v ON v.ContentId = p.Id AND v.FromDate = DATEADD(month, -1, GETDATE()) \
         WHERE p.SpaceKey = 'DOCS' ORDER BY v.NumberOfViews DESC LIMIT 5",
        "Getting started|4",
        [13, 0],
    ),
    (
        "Which pages has nobody touched since Grace left?",
        "SELECT Title FROM Pages WHERE SpaceKey = 'DOCS' AND LastUpdatedUserPublicName LIKE 'Grace%' AND LastUpdatedDatetime < GETDATE()",
        "Stale page",
        [1, 1],
    ),
    (
        "Which spaces have no administrator?",
        "SELECT s.Key FROM Spaces s WHERE NOT EXISTS (SELECT 1 FROM SpacePermissions p WHERE p.SpaceKey = s.Key \
         AND p.OperationKey = 'administer')",
        "DOCS",
        [4, 4],
    ),
    (
        "How deep are the trees?",
        "SELECT SpaceKey, MAX(Depth), COUNT(*) FROM PageDescendants WHERE SpaceKey IN ('DOCS', 'TEAM') GROUP BY SpaceKey",
        "TEAM|2",
        [14, 25],
    ),
];
