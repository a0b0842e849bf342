for (const table of document.querySelectorAll("table.sortable"))
  table.querySelectorAll("thead button").forEach((button, column) =>
    button.addEventListener("click", () => {
      const heading = button.parentElement, body = table.tBodies[0];
      const down = heading.getAttribute("aria-sort") === "ascending";
      const key = row => row.cells[column].dataset.sort ?? row.cells[column].textContent;
      const order = new Intl.Collator("en", { numeric: true });
      const rows = [...body.rows].sort((one, other) => order.compare(key(one), key(other)));
      body.append(...(down ? rows.reverse() : rows));
      for (const each of heading.parentElement.cells) each.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    }));
