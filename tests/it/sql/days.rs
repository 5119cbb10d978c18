//! A day and a point in time at midnight are the same, whatever makes them.

use super::{both, open, rows};

#[tokio::test]
async fn a_day_is_its_midnight_beside_a_point_in_time() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        let all = rows(&sql, "SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS'").await;
        // All of the sample is of one day, which may end while this runs.
        let day = rows(&sql, "SELECT DISTINCT DATE(CreatedDate) FROM Pages WHERE SpaceKey = 'DOCS'").await;
        let [day] = day.as_slice() else { continue };
        let month = format!("{}-01", &day[..7]);
        for condition in [
            format!("DATE_TRUNC('month', CreatedDate) = '{month}'"),
            format!("DATE_TRUNC('day', CreatedDate) = '{day}'"),
            format!("DATE_TRUNC('day', CreatedDate) <= '{day}'"),
            format!("DATE_TRUNC('day', CreatedDate) IN ('2020-01-31', '{day}')"),
            format!("DATE_TRUNC('day', CreatedDate) BETWEEN '{day}' AND '{day}'"),
            format!("DATE_TRUNC('day', CreatedDate) = CAST('{day}' AS DATE)"),
            format!("CAST(CreatedDate AS DATE) >= CAST('{day}' AS DATE) - INTERVAL '0 days'"),
            format!("DATE(CreatedDate) >= DATE_SUB(DATE('{day}'), INTERVAL 0 DAY)"),
            "CAST(CreatedDate AS DATE) = DATE_TRUNC('day', CreatedDate)".to_owned(),
            "TRUNC(CreatedDate) = DATE_TRUNC('day', CreatedDate)".to_owned(),
            "GREATEST(CreatedDate, LastUpdatedDatetime) = LastUpdatedDatetime".to_owned(),
            format!("CASE DATE_TRUNC('day', CreatedDate) WHEN '{day}' THEN 1 ELSE 0 END = 1"),
            "DATE(CreatedDate) IN (SELECT DATE_TRUNC('day', b.CreatedDate) FROM Pages b WHERE b.SpaceKey = 'DOCS')".to_owned(),
            "DATE(CreatedDate) = (SELECT MAX(DATE_TRUNC('day', b.CreatedDate)) FROM Pages b WHERE b.SpaceKey = 'DOCS')".to_owned(),
        ] {
            let query = format!("SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND {condition}");
            assert_eq!(rows(&sql, &query).await, all, "{condition}");
        }
        let joined = "SELECT COUNT(DISTINCT a.Id) FROM Pages a JOIN Pages b ON CAST(a.CreatedDate AS DATE) = \
                      DATE_TRUNC('day', b.CreatedDate) WHERE a.SpaceKey = 'DOCS' AND b.SpaceKey = 'DOCS'";
        assert_eq!(rows(&sql, joined).await, all);
    }
}

#[tokio::test]
async fn a_task_is_due_on_its_day_on_both_deployments() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for due in ["DueAt = '2026-12-01'", "DATE(DueAt) = '2026-12-01'", "DueAt <= '2026-12-01'"] {
            let query = format!("SELECT DueAt FROM Tasks WHERE SpaceKey = 'DOCS' AND {due}");
            assert_eq!(rows(&sql, &query).await, ["2026-12-01 00:00:00"], "{due}");
        }
    }
}

#[tokio::test]
async fn a_parameter_beside_a_sum_or_a_product_is_a_number() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for (condition, value) in [
            ("VersionNumber * 2 > @n", "1"),
            ("VersionNumber - 1 >= @n", "0"),
            ("VersionNumber % 2 IN (@n, 0)", "1"),
            ("@n < VersionNumber + 1", "1"),
            ("Title || '' <> @n", "007"),
        ] {
            let query = format!("SELECT COUNT(*) > 0 FROM Pages WHERE SpaceKey = 'DOCS' AND {condition}");
            let asked = sql.query(query).parameter("n", value).rows().await.unwrap();
            assert_eq!(super::shown(&asked.all().await.unwrap()[0]), "1", "{condition}");
        }
        sandbox.add_page(tests::sandbox::NewPage::new("TEAM", "007"));
        let titled = sql.query("SELECT COUNT(*) FROM Pages WHERE Title = @n").parameter("n", "007");
        assert_eq!(super::shown(&titled.rows().await.unwrap().all().await.unwrap()[0]), "1");
        let even =
            "SELECT COUNT(*) FROM Pages WHERE SpaceKey = 'DOCS' AND CAST(Id AS INTEGER) % 2 IN ('0', '1')";
        assert_ne!(rows(&sql, even).await, ["0"]);
    }
}
