/** The words around an invoice, in English; what stands in it is the sheet's. */
export const invoice = {
  title: 'Invoice',
  creditNote: 'Credit note',
  toOrder: 'Back to the order',
  pdf: 'Download as PDF',
  from: 'From',
  to: 'To',
  lines: 'What it is for',
  item: 'Item',
  quantity: 'Quantity',
  each: 'Each',
  sum: 'Sum',
  taxes: 'Taxes',
  rate: 'Rate',
  net: 'Net',
  tax: 'Tax',
  gross: 'Gross',
};
