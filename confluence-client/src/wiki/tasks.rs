//! Tasks in pages and blog posts.

use crate::error::Result;
use crate::ids::TaskId;
use crate::site::Deployment;
use crate::wiki::Wiki;
use crate::wiki::driver::{cloud, data_center};
use crate::wiki::list::List;
use crate::wiki::model::publishing::PageUpdate;
use crate::wiki::model::tasks::{Task, TaskQuery};

impl Wiki {
    /// Lists tasks. Data Center lists those of one page alone, and finds them in its body.
    pub fn tasks(&self, query: TaskQuery) -> List<Task> {
        let wiki = self.clone();
        List::later(&self.backend, async move |_| {
            let query = wiki.policy.tasks(query, &wiki.backend).await?;
            Ok(deployed!(wiki => tasks::list(query)))
        })
    }

    /// Marks a task as done, or as not done. On Data Center this is an update of the page.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if the page changes at the same time on Data Center; `Policy`.
    pub async fn complete_task(&self, id: impl Into<TaskId>, done: bool) -> Result<Task> {
        let id = id.into();
        match self.site().deployment() {
            Deployment::Cloud => {
                let id = self.write(id, "complete_task").await?;
                cloud::tasks::complete(&self.backend, &id, done).await
            }
            Deployment::DataCenter => self.tick(&id, done).await,
        }
    }

    /// Completes a task in the body of its page, where the deployment has no other way.
    async fn tick(&self, id: &TaskId, done: bool) -> Result<Task> {
        self.policy.check_write("complete_task")?;
        let (page, number) = data_center::tasks::parts(id)?;
        let page = self.page_to_write(&page, "complete_task").await?;
        let (task, changed) = data_center::tasks::completed(&page, number, done).await?;
        if let Some(storage) = changed {
            self.update_once(&page.updated(PageUpdate::of(&page).storage(storage))?).await?;
        }
        Ok(task)
    }
}
