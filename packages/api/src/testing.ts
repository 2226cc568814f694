export { openTestApi, type TestApi, type TestUser } from "./testing/callers.js";
export { explainList, type Plan } from "./testing/explain.js";
export {
  boundedListings,
  commonSearches,
  countedListings,
  daysListings,
  flatListings,
  type Listing,
  type Listings,
  searchedListings,
} from "./testing/listings.js";
export { makeTasks, storeTasks, type TasksOf } from "./testing/many-tasks.js";
export { findPages, type Pages } from "./testing/pages.js";
